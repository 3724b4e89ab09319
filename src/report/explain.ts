import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inPackage } from '../package.ts'
import type { RegisteredTransform } from '../registry.ts'
import { hunks } from './diff.ts'
import type { Painter } from './paint.ts'

/** The page about one pitfall: its example is a fixture, so it cannot lie. */
export function explanation(transform: RegisteredTransform, paint: Painter): string {
  const {
    id,
    family,
    level,
    title,
    why,
    writes,
    safety,
    leaves,
    optIn,
    codes = [],
    typeCodes = [],
    see = [],
  } = transform
  const list = (items: readonly string[]) => items.map(item => `  - ${item}\n`).join('')
  const section = (heading: string, body: string) => `\n${paint.bold(heading)}\n${body}`
  return [
    `${paint.bold(id)} (${family}, ${level}${optIn ? ', off unless selected' : ''})\n\n${title}.\n${why}\n`,
    section('Fix', `  ${writes}\n  Safety: ${safety}.\n`),
    section('Example', example(id, paint)),
    section('Left alone', list(leaves)),
    section(
      'To silence it',
      `  # aiomend: ignore[${id}] on a line of the statement, or ignore = ["${id}"] under [tool.aiomend]\n`,
    ),
    codes.length > 0 ? `  # noqa with ${codes.join(' or ')} works too\n` : '',
    typeCodes.length > 0 ? `  # type: ignore[…] with ${typeCodes.join(' or ')} works too\n` : '',
    see.length > 0 ? section('See', list(see)) : '',
  ].join('')
}

/** The changed lines of the example fixture, with what is around them; all of it where nothing is written. */
function example(id: string, paint: Painter): string {
  const [before, after] = exampleTexts(id)
  const isMended = before !== after
  const lines = isMended ? hunks(before, after, 3).flatMap(hunk => hunk.lines) : before.trimEnd().split('\n')
  return lines
    .map(line => `  ${line.startsWith('+') ? paint.green(line) : line.startsWith('-') ? paint.red(line) : line}\n`)
    .join('')
}

/** The example of a transform before and after, as it is fixed or by hand, without the marks that the tests read. */
function exampleTexts(id: string): [before: string, after: string] {
  const folder = inPackage('fixtures', id)
  const after = ['example.fixed.py', 'example.by-hand.py'].find(name => existsSync(path.join(folder, name)))
  const read = (name: string) =>
    readFileSync(path.join(folder, name), 'utf8').replace(/ *# (expect|out|run|args)\b.*$/gm, '')
  const before = read('example.py')
  return [before, after === undefined ? before : read(after)]
}
