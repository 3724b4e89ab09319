import { is, type Node, unwrap } from '../syntax/node.ts'
import { startingAt } from '../syntax/search.ts'
import { homeOf } from './homes.ts'
import type { Model } from './model.ts'
import { isUnconditional, starsAfter, usableDefinitions } from './names.ts'
import { isReplaced } from './replaced.ts'
import type { Binding } from './scopes.ts'
import type { FunctionSummary } from './summary/summary.ts'
import { moduleOf, typeAt } from './types/root.ts'

type Definition = Node<'function_definition' | 'class_definition'>

/** The function or class that an expression certainly stands for, of this file or of another. */
export function definitionOf(callee: Node, model: Model): Definition | undefined {
  return definitionIn(callee, model, path => model.project?.fileAt(path))
}

/** The function or class of this file that an expression certainly stands for. */
export function ownDefinitionOf(callee: Node, model: Model): Definition | undefined {
  const found = definitionIn(callee, model, () => undefined)
  // A name may stand for another that is imported.
  return found && homeOf(found) === model ? found : undefined
}

/** Whether an expression may stand for a function of a kind, as far as is told without reading the file that it is in. */
export function mayBeFunction(callee: Node, isOfKind: (summary: FunctionSummary) => boolean, model: Model): boolean {
  const type = typeAt(callee, model)
  if (type?.kind === 'function') return type.functions.some(({ summary }) => isOfKind(summary))
  return type?.kind !== 'class'
}

function definitionIn(callee: Node, model: Model, fileAt: (path: string) => Model | undefined): Definition | undefined {
  const expression = unwrap(callee)
  const binding = is(expression, 'identifier') ? model.bindingOf(expression) : undefined
  const own = binding && boundDefinition(binding, model)
  if (own || isReplaced(expression, model)) return own
  const type = typeAt(expression, model)
  const entity =
    type?.kind === 'class'
      ? type.of
      : type?.kind === 'function' && type.functions.length === 1
        ? type.functions[0]
        : undefined
  if (!entity || (type?.kind === 'function' && type.doubt !== undefined)) return undefined
  const home = entity.module === moduleOf(model) ? model : fileAt(entity.module.path)
  return home && startingAt(entity.summary.at, home.tree.root, 'function_definition', 'class_definition')
}

/** The only function or class of the file that a name is bound to, decorated or not. */
function boundDefinition(binding: Binding, model: Model): Definition | undefined {
  const definitions = usableDefinitions(binding)
  const [only] = definitions
  if (definitions.length !== 1 || !only) return undefined
  const isOfModule = binding.scope.kind === 'module'
  const { anyGlobal, globals } = model.replacements
  if (isOfModule && (anyGlobal || globals.has(binding.name) || starsAfter(only, binding.name, model))) return undefined
  // What is defined on one path only lets a builtin of the name through on the other.
  if (!isUnconditional(only) && model.isBuiltin(binding.name)) return undefined
  if (is(only.site, 'function_definition', 'class_definition')) return only.site
  return only.how === 'assignment' && is(only.value, 'identifier') ? model.definitionOf(only.value) : undefined
}
