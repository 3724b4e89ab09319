// Takes the `await` or `async` of every place of one form away in a copy of each package, runs `aiomend fix` on the copy, and
// counts the places that come back byte for byte: `npm run await-test -- [--peers] [--statements] [--verbose] [PACKAGE…]`.
// --peers also runs pyright, ty and mypy where their answers are not kept yet, --statements leaves the other forms out, and
// --verbose lists each place that did not come back, with who finds it. .corpus/await-test/<package>.missed.tsv has them too.
import { parseArgs } from 'node:util'
import { copyOf } from './await-test/copies.mjs'
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
const [statement, ...others] = FORMS
const known = await transforms()
const packages = []
const forms = []

for (const each of packagesNamed(positionals)) {
  console.error(each.name)
  const { venv, note } = await environmentOf(each)
  const copy = copyOf(each.folder)
  try {
    const clean = await untouched(copy, venv, statement.transform)
    const peers = sites => findingsOfPeers({ ...each, copy: copy.at, venv, sites, isAsked: flags.peers })
    const result = await mended(copy, venv, statement, clean, peers)
    packages.push({ ...rowOf(each, statement, result, clean), ...comparison(result), notes: notesOn(result, note) })
    const missed = missedOf(result)
    writeMissed(each.name, missed)
    if (flags.verbose) report(each, statement, result, clean, missed)
    if (!flags.statements) await measureOthers(each, copy, venv)
  } finally {
    copy.remove()
  }
}

async function measureOthers(each, copy, venv) {
  const clean = new Map()
  for (const form of others) {
    const { transform } = form
    if (!known.has(transform)) {
      forms.push({ form: form.name, part: each.part, places: countPlaces(copy, form) })
      continue
    }
    if (!clean.has(transform)) clean.set(transform, await untouched(copy, venv, transform))
    const result = await mended(copy, venv, form, clean.get(transform))
    forms.push(rowOf(each, form, result, clean.get(transform)))
    if (flags.verbose) report(each, form, result, clean.get(transform), missedOf(result))
  }
}

console.log(packagesTable(packages))
if (forms.length > 0) console.log(`\n${formsTable(forms)}`)
