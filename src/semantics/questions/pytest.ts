import { descendantsOf, field, is, isAsync, type Node, unwrap } from '../../syntax/node.ts'
import { classOfMethod } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { PythonFile } from '../python-file.ts'
import { moduleOf } from '../types/root.ts'
import { decoratorName, decoratorsOf, isNeutral } from './decorators.ts'

type Function = Node<'function_definition'>

/** Marks by which plugins know the coroutines that they run, and marks of tests that are not run at all. */
const TELLING_MARK = /^pytest\.mark\.(.*(async|aio|anyio|trio|curio|tornado|twisted|loop).*|gen_test|skip)$/i
/** Fixtures whose plugins run the coroutines that ask for them. */
const RUNNING_FIXTURE =
  /^(aiohttp_\w+|anyio_backend\w*|autojump_clock|event_loop|http_\w+|io_loop|jp_\w+|loop|nursery|test_(client|server))$/
/** Libraries with test runners or event loops of their own. */
const OTHER_RUNNERS = ['anyio', 'asynctest', 'curio', 'tornado', 'trio', 'twisted']

/** Whether pytest collects a coroutine as a test and nothing in sight runs it. */
export function isUnmarkedTest(definition: Function, file: PythonFile): boolean {
  const name = field(definition, 'name')
  if (!isAsync(definition) || !/^test_/.test(name.text) || !isTestFile(file) || isGenerator(definition)) return false
  const owner = classOfMethod(definition)
  const isCollected = owner ? isTestClass(owner, file) : isAtTop(definition)
  if (!isCollected || isUsed(definition, owner, file)) return false
  if (parametersOf(definition).some(parameter => RUNNING_FIXTURE.test(parameter))) return false
  const marked = [definition, ...(owner ? [owner] : [])]
  const decorators = marked.flatMap(decoratorsOf)
  if (!decorators.every(each => isNeutral(each, file) || isSilentMark(decoratorName(each, file)))) return false
  const scopes = [file.bindings.module, ...(owner ? [file.bindings.scopes.get(owner)] : [])]
  const isSilent = scopes.every(scope => {
    const { definitions = [] } = scope?.bindings.get('pytestmark') ?? {}
    return !scope?.bindings.has('__test__') && definitions.every(({ value }) => value && areSilentMarks(value, file))
  })
  return isSilent && !mayRunUnmarked(file)
}

/** Whether a file says that pytest-asyncio runs its marked tests: it has such marks, or the project's configuration says so. */
export function usesPytestAsyncio(file: PythonFile): boolean {
  return (
    file.imports('pytest_asyncio') || hasAsyncioMark(file) || (file.project?.pytestSetup(file.path).isStrict ?? false)
  )
}

/** Whether a plugin or hook may run coroutines that carry no mark. */
export function mayRunUnmarked(file: PythonFile): boolean {
  if (OTHER_RUNNERS.some(library => file.imports(library)) || file.runtime !== 'asyncio') return true
  const setup = file.project?.pytestSetup(file.path)
  const plugins = moduleOf(file).plugins?.() ?? []
  return (
    (setup?.mayRunAll ?? true) ||
    plugins.some(
      ({ name, summary }) =>
        !/^(_?pytest|pytest_asyncio|anyio)\b/.test(name) &&
        ['pytest_pyfunc_call', 'pytest_pycollect_makeitem'].some(hook => Object.hasOwn(summary?.names ?? {}, hook)),
    )
  )
}

const hasAsyncioMark = oncePerFile(model =>
  descendantsOf(model.tree.root, ['attribute']).some(node => model.nameOf(node) === 'pytest.mark.asyncio'),
)

/** Whether pytest collects a file by its name, or somebody who imports pytest in it wants it to. */
export function isTestFile(file: PythonFile): boolean {
  const name = file.path.replace(/^.*[/\\]/, '')
  return /^test_.*\.py$|_test\.py$/.test(name) || (file.imports('pytest') && name !== 'conftest.py')
}

/** Whether pytest collects the methods of a class that inherits nothing. */
function isTestClass(owner: Node<'class_definition'>, file: PythonFile): boolean {
  const bases = owner.children.find(child => child.role === 'superclasses')?.children ?? []
  const inheritsNothing = bases.every(base => file.nameOf(base) === 'builtins.object')
  const scope = file.bindings.scopes.get(owner)
  return (
    /^Test/.test(field(owner, 'name').text) && inheritsNothing && isAtTop(owner) && !scope?.bindings.has('__init__')
  )
}

function isAtTop({ parent }: Node): boolean {
  return is(parent, 'module') || (is(parent, 'decorated_definition') && is(parent.parent, 'module'))
}

function isGenerator(definition: Function): boolean {
  return descendantsOf(field(definition, 'body'), ['yield']).length > 0
}

/** Whether code of the file names the test: it may run it itself. */
function isUsed(definition: Function, owner: Node | undefined, file: PythonFile): boolean {
  const name = field(definition, 'name')
  const { uses = [], definitions = [] } = file.bindingOf(name) ?? {}
  if (definitions.length !== 1 || uses.length > 0) return true
  if (!owner) return false
  return descendantsOf(file.tree.root, ['attribute']).some(node => field(node, 'attribute').text === name.text)
}

function parametersOf(definition: Function): string[] {
  return field(definition, 'parameters').children.map(parameter => /^\w*/.exec(parameter.text)?.[0] ?? '')
}

function isSilentMark(name: string | undefined): boolean {
  return name?.startsWith('pytest.mark.') === true && !TELLING_MARK.test(name)
}

/** Whether the value of `pytestmark` is made of marks that run nothing. */
function areSilentMarks(value: Node, file: PythonFile): boolean {
  const node = unwrap(value)
  if (is(node, 'list', 'tuple')) return node.children.every(child => areSilentMarks(child, file))
  return isSilentMark(file.nameOf(is(node, 'call') ? field(node, 'function') : node))
}
