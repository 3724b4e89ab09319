// Most tests parse, and none of them is about what happens before the parser is there.
import { loadParser } from '../src/syntax/parser.ts'

await loadParser()
