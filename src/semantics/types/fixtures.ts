import { once } from '../../grounds.ts'
import type { Expr } from '../summary/summary.ts'
import { type FunctionEntity, functionEntity, type ModuleEntity } from './entities.ts'
import { classFrame, declarationsFor, type Frame, moduleFrame } from './frames.ts'
import { importedBy } from './names.ts'
import { iterated, iteratedAsync } from './protocols.ts'
import { recall } from './recall.ts'
import { returned } from './returns.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import { membersOf, type Type, union } from './type.ts'

const MAKERS = /^(pytest|_pytest\.fixtures|pytest_asyncio(\.plugin)?)\.fixture$/
const TEST_FILE = /(^|[/\\])(test_[^/\\]*|[^/\\]*_test|conftest)\.py$/

/** Where a module names others whose fixtures its tests, or those below it, may take. */
export const PLUGINS = 'pytest_plugins'

/**
 * What pytest gives a parameter of a test or fixture: what the fixture of its name makes, of the same class or file, a
 * `conftest.py` above or a plugin. https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
 */
export function fixtureType(name: string, asking: FunctionEntity): Type | undefined {
  const { summary, module } = asking
  const isTest = summary.name.startsWith('test') && TEST_FILE.test(module.path)
  if (module.origin !== 'project' || (!isTest && !isFixture(asking))) return undefined
  const fixture = fixtureNamed(name, asking)
  return fixture && madeBy(fixture)
}

/** Whether pytest may fill in parameters of functions in a module with this text. */
export function mayTakeFixtures(text: string, { origin, path }: ModuleEntity): boolean {
  return origin === 'project' && (text.includes('fixture') || (text.includes('def test') && TEST_FILE.test(path)))
}

function fixtureNamed(name: string, asking: FunctionEntity): FunctionEntity | undefined {
  const { module, owner } = asking
  const own = owner && fixtureIn(classFrame(owner), name, asking)
  if (own) return own
  for (const each of [module, ...fixturesAround(module)]) {
    const found = fixtureIn(moduleFrame(each), name, asking) ?? fixtureOfPlugins(each, name, asking)
    if (found) return found
  }
  return undefined
}

/** The fixture of a name among what a module or class binds, imports among it. */
function fixtureIn(frame: Frame, name: string, asking: FunctionEntity): FunctionEntity | undefined {
  const found = fixturesOf(frame).get(name)
  if (found && found.id !== asking.id) return found
  for (const declaration of declarationsFor(name, frame.bound)) {
    const imported = declaration.kind === 'import' ? importedBy(declaration, frame.module) : undefined
    const there = imported && 'home' in imported ? fixturesOf(moduleFrame(imported.home)).get(imported.name) : undefined
    if (there) return there
  }
  return undefined
}

const fixturesOf = once((frame: Frame): ReadonlyMap<string, FunctionEntity> => {
  const found = new Map<string, FunctionEntity>()
  for (const declaration of frame.bound.flatMap(bound => Object.values(bound).flat())) {
    if (declaration.kind !== 'function') continue
    const entity = functionEntity(declaration, frame)
    const maker = makerOf(entity)
    if (maker !== undefined) found.set(givenName(maker) ?? declaration.name, entity)
  }
  return found
})

function isFixture(entity: FunctionEntity): boolean {
  return makerOf(entity) !== undefined
}

/** The decorator that makes a function a fixture. */
function makerOf({ summary, around }: FunctionEntity): Expr | undefined {
  return (summary.decorators ?? []).find(each => {
    const callee = typeof each !== 'string' && each[0] === '()' ? each[1] : each
    return MAKERS.test(qualifiedName(symbolOf(callee, around)) ?? '')
  })
}

/** `@pytest.fixture(name='client')` */
function givenName(maker: Expr): string | undefined {
  const given = typeof maker !== 'string' && maker[0] === '()' ? (maker.slice(2) as Expr[]) : []
  const named = given.find(each => typeof each !== 'string' && each[0] === '=' && each[1] === 'name')
  const value = named?.[2] as Expr | undefined
  return typeof value === 'object' && value[0] === 'str' ? value[1] : undefined
}

function fixtureOfPlugins(module: ModuleEntity, name: string, asking: FunctionEntity): FunctionEntity | undefined {
  for (const plugin of pluginsListedBy(module)) {
    const found = fixtureIn(moduleFrame(plugin), name, asking)
    if (found) return found
  }
  return undefined
}

/** The modules whose fixtures all tests of a module may take: each `conftest.py` above it, and what installed packages name. */
export function fixturesAround(module: ModuleEntity): readonly ModuleEntity[] {
  return [...(module.conftests?.() ?? []), ...(module.plugins?.() ?? [])]
}

/** The modules that a module lists under `pytest_plugins`. */
export function pluginsListedBy(module: ModuleEntity): readonly ModuleEntity[] {
  return declarationsFor(PLUGINS, moduleFrame(module).bound).flatMap(declaration => {
    const value = declaration.kind === 'variable' ? declaration.value : undefined
    const listed = typeof value !== 'object' ? [] : value[0] === 'str' ? [value] : (value.slice(1) as Expr[])
    return listed.flatMap(each => (typeof each === 'object' && each[0] === 'str' ? (module.find(each[1]) ?? []) : []))
  })
}

const keys = new WeakMap<FunctionEntity, object>()

/** What a fixture gives the tests: what it returns, or yields. */
function madeBy(entity: FunctionEntity): Type | undefined {
  const key = keys.get(entity) ?? {}
  keys.set(entity, key)
  return recall(key, () => {
    const { summary } = entity
    const given = returned(entity)
    const isGenerator =
      summary.isGenerator ||
      membersOf(given).some(
        each => each?.kind === 'instance' && /^typing\.(Async)?(Generator|Iterator|Iterable)$/.test(each.of.name),
      )
    if (!isGenerator) return given
    return union(membersOf(given).map(each => (summary.isAsync ? iteratedAsync(each) : iterated(each))))
  })
}
