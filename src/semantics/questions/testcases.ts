import { descendants, field, is, isAsync, type Node } from '../../syntax/node.ts'
import type { PythonFile } from '../python-file.ts'
import { type Ancestor, classesInOrder } from '../types/classes.ts'
import { classesIn } from '../types/root.ts'
import { decoratorName, decoratorsOf, isNeutral } from './decorators.ts'

type Class = Node<'class_definition'>
type Method = Node<'function_definition'>

/** A class of tests that unittest runs as plain functions, with methods that are coroutines. */
export interface AsyncTestCase {
  /** The coroutines that unittest calls and drops: tests, `setUp` and `tearDown`. */
  readonly dropped: readonly [Method, ...Method[]]
  /** The base `unittest.TestCase` of the class, or of the class of this file that it inherits from. */
  readonly base?: Node
  /** Whether the class itself has that base, and no other. */
  readonly isDirect: boolean
  /** The class of another file that has the base, as messages show it. */
  readonly elsewhere?: string
}

/** Methods by which a class can run its tests in a way of its own. */
const RUNNERS: readonly string[] = [
  '__call__',
  '__getattr__',
  '__getattribute__',
  '__init_subclass__',
  '__new__',
  '_callSetUp',
  '_callTestMethod',
  'debug',
  'run',
]

/** What unittest drops of a class, where the class certainly is a plain `unittest.TestCase`. */
export function asyncTestCase(definition: Class, file: PythonFile): AsyncTestCase | undefined {
  const [first, ...others] = droppedIn(definition, file)
  const entity = first && classesIn(file).find(({ summary }) => summary.at === definition.start)
  const order = entity ? classesInOrder(entity) : []
  if (!first || !order.every(isPlain) || !order.some(each => each?.of.name === 'unittest.case.TestCase'))
    return undefined
  const base = baseOf(definition, file)
  const last = order.findLast(each => each?.of.module.origin === 'project')?.of
  const elsewhere = base || !last ? undefined : `${last.summary.name} (${last.module.shownAt(last.summary.line)})`
  return {
    dropped: [first, ...others],
    ...(base && { base }),
    isDirect: base !== undefined && base.parent?.parent === definition && base.parent.children.length === 1,
    ...(elsewhere !== undefined && { elsewhere }),
  }
}

/** Whether a class neither runs its tests in a way of its own nor comes from a library other than unittest. */
function isPlain(ancestor: Ancestor): boolean {
  if (!ancestor) return false
  const { summary, module, name } = ancestor.of
  if (module.origin === 'standard library') return /^(unittest\.case\.|builtins\.|typing\.|abc\.)/.test(name)
  const isOwn = RUNNERS.some(runner => Object.hasOwn(summary.members, runner))
  return module.origin === 'project' && !isOwn && !summary.decorators && !summary.metaclass && !summary.isOpen
}

/** The coroutines among the methods that unittest calls by name, those that something else in the class runs left out. */
function droppedIn(definition: Class, file: PythonFile): Method[] {
  const methods = methodsOf(definition).filter(
    method => isAsync(method) && /^(test|(setUp|tearDown)$)/.test(field(method, 'name').text),
  )
  if (methods.length === 0) return []
  const named = new Set(
    [...descendants(field(definition, 'body'))].flatMap(node => (is(node, 'attribute') ? [node.text] : [])),
  )
  return methods.filter(
    method =>
      !named.has(`self.${field(method, 'name').text}`) &&
      decoratorsOf(method).every(
        each => isNeutral(each, file) || decoratorName(each, file)?.startsWith('pytest.mark.') === true,
      ),
  )
}

function methodsOf(definition: Class): Method[] {
  return field(definition, 'body').children.flatMap(statement => {
    const method = is(statement, 'decorated_definition') ? field(statement, 'definition') : statement
    return is(method, 'function_definition') ? [method] : []
  })
}

/** The base `unittest.TestCase` of a class, or of the first class of the file among its bases. */
function baseOf(definition: Class, file: PythonFile): Node | undefined {
  const list = definition.children.find(child => child.role === 'superclasses')
  const bases = list?.children.filter(child => !is(child, 'keyword_argument')) ?? []
  const direct = bases.find(base => /^unittest\.(case\.)?TestCase$/.test(file.nameOf(base) ?? ''))
  if (direct) return direct
  for (const base of bases) {
    const own = file.definitionOf(base)
    const found =
      is(own, 'class_definition') && file.bindings.scopes.has(own) && own !== definition ? baseOf(own, file) : undefined
    if (found) return found
  }
  return undefined
}
