import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Definitions, definitionsIn } from '../src/project/asynchrony/definitions.ts'
import { Leads } from '../src/project/asynchrony/leads.ts'
import type { ModuleEntity } from '../src/semantics/types/entities.ts'

/** What modules that import each other define, by their names, and how a lead into them reads. */
function modulesWith(texts: Readonly<Record<string, string>>) {
  const definitions = new Map<string, Definitions>()
  const moduleOf = (name: string): ModuleEntity | undefined => definitions.get(name)?.module
  for (const [name, text] of Object.entries(texts)) {
    const module: ModuleEntity = {
      ...{ name, path: `${name}.py`, shown: `${name}.py`, origin: 'project', isStub: false, summary: undefined },
      ...{ shownAt: () => '', find: moduleOf, child: () => undefined },
    }
    definitions.set(name, definitionsIn(text, module))
  }
  const read: string[] = []
  const leads = () =>
    new Leads(module => {
      read.push(module.name)
      return definitions.get(module.name) as Definitions
    })
  const ask = ([home, mention]: Question, among: Leads) => {
    const found = among.of(mention, definitions.get(home) as Definitions).definitions
    return [...definitions].flatMap(([module, { statements }]) =>
      [...statements].flatMap(([name, all]) => (all.some(each => found.has(each)) ? `${module}.${name}` : [])),
    )
  }
  return { leads, ask, read }
}

/** A mention in the code of a module. */
type Question = readonly [home: string, mention: string]

test('a name leads to what modules that import each other in a circle bind it to, whoever of them is asked first', () => {
  const { leads, ask } = modulesWith({
    first: 'from second import *\nfrom third import *\n',
    second: 'from first import *\na = 1\n',
    third: 'from second import *\nfrom first import *\na = 2\nb = 3\n',
  })
  for (const order of [
    ['first', 'second', 'third'],
    ['third', 'first', 'second'],
    ['second', 'third', 'first'],
  ]) {
    const one = leads()
    for (const home of order) {
      expect(ask([home, 'a'], one)).toEqual(['second.a', 'third.a'])
      expect(ask([home, 'b'], one)).toEqual(['third.b'])
    }
  }
})

test('of modules that all import each other each is asked for a name once', () => {
  const names = Array.from({ length: 8 }, (_, index) => `m${index}`)
  const text = names.map(each => `from ${each} import *\n`).join('')
  const { leads, ask, read } = modulesWith(Object.fromEntries(names.map(each => [each, `${text}a = 1\n`])))
  expect(ask(['m0', 'a'], leads())).toEqual(names.map(each => `${each}.a`))
  expect(read.sort()).toEqual(names)
})

const MODULES = ['m0', 'm1', 'm2', 'm3']
const module = fc.constantFrom(...MODULES)
const name = fc.constantFrom('a', 'b', ...MODULES)
const statement = fc.oneof(
  fc.tuple(module, name).map(([from, of]) => `from ${from} import ${of}\n`),
  fc.tuple(module, name, name).map(([from, of, alias]) => `from ${from} import ${of} as ${alias}\n`),
  module.map(from => `from ${from} import *\n`),
  module.map(each => `import ${each}\n`),
  name.map(bound => `${bound} = 1\n`),
)
const text = fc.array(statement, { maxLength: 5 }).map(lines => lines.join(''))
const question = fc.tuple(
  module,
  fc.oneof(
    name,
    fc.tuple(name, name).map(parts => parts.join('.')),
  ),
)

test('where names lead is the same whatever was asked before', () => {
  let ledSomewhere = 0
  fc.assert(
    fc.property(fc.tuple(text, text, text, text), fc.array(question, { minLength: 3 }), (texts, questions) => {
      const { leads, ask } = modulesWith(Object.fromEntries(MODULES.map((name, index) => [name, texts[index] ?? ''])))
      const one = leads()
      const found = questions.map(each => ask(each, one))
      expect(found).toEqual(questions.map(each => ask(each, leads())))
      ledSomewhere += found.filter(({ length }) => length > 0).length
    }),
    { numRuns: 3000 },
  )
  expect(ledSomewhere).toBeGreaterThan(1000)
})
