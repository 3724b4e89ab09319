// Takes the `await` or `async` of every place of one form away in a copy of each package, runs `aiomend fix` on the copy, and
// counts the places that come back byte for byte: `npm run await-test -- [--peers] [--statements] [--verbose] [PACKAGE…]`.
// --peers also runs pyright, ty and mypy where their answers are not kept yet, --statements leaves the other forms out, and
// --verbose lists each place that did not come back, with who finds it, each line changed elsewhere and each finding in the
// untouched code. .corpus/await-test/<package>.missed.tsv has the places too, and with --verbose there is one for each form.
import { parseArgs } from 'node:util'
import { copyOf, putBack } from './await-test/copies.mjs'
import { FORMS } from './await-test/forms.mjs'
import { countPlaces, mended, transforms, untouched } from './await-test/measure.mjs'
import { packagesNamed } from './await-test/packages.mjs'
import { findingsOfPeers } from './await-test/peers.mjs'
import { comparison, missedOf, notesOn, report, rowOf, writeMissed } from './await-test/rows.mjs'
import { formsTable, packagesTable } from './await-test/table.mjs'
import { environmentOf } from './await-test/venvs.mjs'

const { values: flags, positionals } = parseArgs({
  options: { peers: { type: 'boolean' }, statements: { type: 'boolean' }, verbose: { type: 'boolean' } },
  allowPositionals: true,
})
const [statement] = FORMS
const known = await transforms()
const packages = []
const forms = []
const failures = []

for (const each of packagesNamed(positionals)) {
  console.error(each.name)
  const { venv, note } = await environmentOf(each)
  const copy = copyOf(each.folder)
  const clean = new Map()
  for (const form of flags.statements ? [statement] : FORMS) {
    try {
      await measure(each, form, { copy, venv, note, clean })
    } catch (error) {
      putBack(copy)
      failures.push(`${each.name}, ${form.name}: ${error.message}`)
      console.error(failures.at(-1))
    }
  }
  copy.remove()
}

async function measure(each, form, { copy, venv, note, clean }) {
  const { transform } = form
  if (!known.has(transform)) {
    forms.push({ form: form.name, part: each.part, places: countPlaces(copy, form) })
    return
  }
  if (!clean.has(transform)) clean.set(transform, await untouched(copy, venv, transform))
  const peersOn = sites => findingsOfPeers({ ...each, copy: copy.at, venv, sites, isAsked: flags.peers })
  const isFirst = form === statement
  const asked = { peersOn: isFirst ? peersOn : undefined, isExplained: isFirst || flags.verbose }
  const result = await mended(copy, venv, form, clean.get(transform), asked)
  const row = rowOf(each, form, result, clean.get(transform))
  if (isFirst) packages.push({ ...row, ...comparison(result), notes: notesOn(result, note) })
  else forms.push(row)
  if (!asked.isExplained) return
  const missed = missedOf(result)
  writeMissed(each.name, form.file, missed)
  if (flags.verbose) report(each, form, result, clean.get(transform), missed)
}

console.log(packagesTable(packages))
if (forms.length > 0) console.log(`\n${formsTable(forms)}`)
if (failures.length > 0) {
  console.log(`\nNot measured:\n${failures.map(failure => `- ${failure}`).join('\n')}`)
  process.exitCode = 1
}
