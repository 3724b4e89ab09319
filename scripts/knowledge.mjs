// Writes knowledge/typeshed.jsonl: `npm run knowledge`. A test holds it to what the sources make of typeshed.
import { writeFileSync } from 'node:fs'
import { PythonFile } from '../dist/src/semantics/python-file.js'
import { summaryOf } from '../dist/src/semantics/summary/summarise.js'
import { loadParser } from '../dist/src/syntax/parser.js'
import { typeshedTable } from './typeshed.mjs'

await loadParser()
const text = typeshedTable({ PythonFile, summaryOf })
writeFileSync(new URL('../knowledge/typeshed.jsonl', import.meta.url), text)
console.log(`${text.split('\n').length - 2} modules, ${(text.length / 1024).toFixed(0)} kB`)
