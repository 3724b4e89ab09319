import type { Finding } from '../finding.ts'
import { fixOf } from '../fix/plan.ts'
import type { RegisteredTransform } from '../registry.ts'
import { plural, tally } from './summary.ts'

/** Says what one pitfall is, what was written instead, and what a reviewer should look at. */
export function messageForRule({ id, title, why, writes }: RegisteredTransform, fixed: readonly Finding[]): string {
  return message(`Fix ${id} in ${plural(fixed.length, 'place')}`, [
    `${title}. ${why}`,
    `Written instead: ${writes}.`,
    ...caveats(fixed),
    `By aiomend; \`aiomend explain ${id}\` says more.`,
  ])
}

/** Says which pitfalls were fixed in one package. */
export function messageForPackage(
  name: string,
  fixed: readonly Finding[],
  transforms: ReadonlyMap<string, RegisteredTransform>,
): string {
  const listed = tally(fixed).map(({ id, all }) => `- ${id} (${all}): ${transforms.get(id)?.title ?? id}`)
  return message(`Fix ${plural(fixed.length, 'asyncio pitfall')} in ${name}`, [
    listed.map(item => wrapped(item, '  ')).join('\n'),
    ...caveats(fixed),
    'By aiomend; `aiomend explain` says more about each.',
  ])
}

function message(subject: string, paragraphs: readonly string[]): string {
  return `${[subject, ...paragraphs.map(text => (text.includes('\n') ? text : wrapped(text)))].join('\n\n')}\n`
}

/** What may behave differently after fixes that are not safe to apply unseen, with the files to look at. */
function caveats(fixed: readonly Finding[]): string[] {
  const files = new Map<string, Set<string>>()
  for (const finding of fixed) {
    for (const caution of fixOf(finding, true)?.cautions ?? []) {
      files.set(caution, (files.get(caution) ?? new Set()).add(finding.path))
    }
  }
  if (files.size === 0) return []
  const items = [...files].map(([caution, paths]) => wrapped(`- ${caution}: ${[...paths].join(', ')}`, '  '))
  return [['Worth a look:', ...items].join('\n')]
}

const WIDTH = 72

/** A paragraph in lines of 72 characters, as git shows them best; the lines after the first may be indented. */
function wrapped(text: string, indent = ''): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push((lines.length > 0 ? indent : '') + word)
  }
  return lines.join('\n')
}
