import type { Format, FormatName } from './format.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { json } from './json.ts'
import { jsonLines } from './json-lines.ts'
import { junit } from './junit.ts'
import { rdjson } from './rdjson.ts'
import { sarif } from './sarif.ts'
import { text } from './text.ts'

/** The formats by their names. */
export const formats: Readonly<Record<FormatName, Format>> = {
  text,
  json,
  'json-lines': jsonLines,
  sarif,
  github,
  gitlab,
  rdjson,
  junit,
}
