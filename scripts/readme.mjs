// Writes the generated parts of README.md: the example, the table of pitfalls and that of `npm run bench`. `node scripts/readme.mjs [FILE]`
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { structuredPatch } from 'diff'
import { speedTable } from '../bench/speed/table.mjs'
import { loadTransforms } from '../dist/src/registry.js'

const root = new URL('../', import.meta.url)
const read = name => readFileSync(new URL(name, root), 'utf8')

function example(id, theme) {
  const [before, after] = [`${theme}.py`, `${theme}.fixed.py`].map(name =>
    read(`fixtures/${id}/${name}`).replace(/ *# (expect|out|run|args|needs)\b.*\n?/gm, match =>
      match.startsWith(' ') ? '\n' : '',
    ),
  )
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 2 })
  return `\`\`\`diff\n${hunks.flatMap(hunk => hunk.lines).join('\n')}\n\`\`\``
}

const link = (id, family) => `[${id}](transforms/${family}/${id}.ts)`
const rows = (await loadTransforms()).map(
  ({ id, family, title, writes, safety, level, optIn }) =>
    `| ${link(id, family)} | ${level}${optIn ? ', off unless selected' : ''} | ${title} | ${writes} | ${safety} |`,
)
const parts = {
  example: example('blocking-http', 'readme'),
  pitfalls: [
    '| pitfall | level | what is wrong | what is written | safety |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n'),
  speed: existsSync(new URL('bench/speed.json', root)) ? speedTable(JSON.parse(read('bench/speed.json'))) : '',
}

const text = read('README.md').replace(
  /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
  (_, open, name, close) => `${open}${parts[name]}\n${close}`,
)
writeFileSync(process.argv[2] ?? new URL('README.md', root), text)
