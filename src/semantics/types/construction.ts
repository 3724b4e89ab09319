import type { Given } from './calls.ts'
import { classesInOrder } from './classes.ts'
import { typeOfDeclaration } from './declarations.ts'
import { functionEntity } from './entities.ts'
import { classFrame, functionFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { chosen } from './overloads.ts'
import { returned } from './returns.ts'
import { substitute } from './substitution.ts'
import { type ClassType, type Instance, instance, type Type, type TypeMap } from './type.ts'
import { unifyArguments } from './unify.ts'
import { argumentMap, variablesOf } from './variables.ts'

/** What calling a class gives: an object of it, unless its `__new__` says otherwise. */
export function constructed({ of, args }: ClassType, given: Given): Type | undefined {
  const exact = (type: Instance): Instance => ({ ...type, isExact: true })
  const variables = variablesOf(of).map(({ name }) => name)
  const other = otherMade(of)
  if (other) return other === 'unknown' ? undefined : other
  if (variables.length === 0 || args.length > 0) return exact(instance(of, args))
  const solution = solve(of, given)
  return exact(
    instance(
      of,
      variables.map(name => solution.get(name)),
    ),
  )
}

/** What `__new__` gives where that is no object of the class. */
function otherMade(of: ClassType['of']): Type | 'unknown' | undefined {
  const member = firstMember(classesInOrder(of), '__new__')
  const declaration = member?.declarations.find(each => each.kind === 'function')
  if (!member || !declaration || member.of.name === 'builtins.object' || member.of.module.isStub) return undefined
  const type = returned(functionEntity(declaration, classFrame(member.of)))
  if (type?.kind === 'coroutine') return type
  const isOwn = !type || type.kind === 'variable' || (type.kind === 'instance' && type.of.id === of.id)
  return isOwn ? undefined : 'unknown'
}

/** What the class's type variables stand for, by the arguments of `__init__` or `__new__`. */
function solve(of: ClassType['of'], given: Given): TypeMap {
  const variables = variablesOf(of).map(({ name }) => name)
  for (const name of ['__init__', '__new__']) {
    const member = firstMember(classesInOrder(of), name)
    if (!member || member.of.name === 'builtins.object') continue
    const frame = classFrame(member.of)
    const functions = member.declarations.flatMap(each =>
      each.kind === 'function' ? [functionEntity(each, frame)] : [],
    )
    const [first] = functions
    const one =
      first && (functions.length === 1 ? first : chosen({ kind: 'function', functions, receiver: instance(of) }, given))
    if (!one) continue
    const own = new Map<string, Type | undefined>()
    unifyArguments(one, given, 1, own)
    const inherited = argumentMap(member.of, member.args)
    const solution = new Map<string, Type | undefined>()
    for (const [key, type] of own) {
      const outer = inherited.get(key)
      if (variables.includes(key)) solution.set(key, type)
      if (outer?.kind === 'variable' && variables.includes(outer.name) && !solution.has(outer.name))
        solution.set(outer.name, type)
    }
    const [self] = one.summary.parameters
    const declared = self?.type === undefined ? undefined : substitute(typeOfDeclaration(self, functionFrame(one)), own)
    if (declared?.kind === 'instance' && declared.of.id === of.id) {
      for (const [index, arg] of declared.args.entries()) {
        const variable = variables[index]
        if (arg && arg.kind !== 'variable' && variable !== undefined) solution.set(variable, arg)
      }
    }
    if (solution.size > 0) return solution
  }
  return new Map()
}
