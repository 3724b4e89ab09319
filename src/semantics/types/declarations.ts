import { MOST_DEFINITIONS } from '../scopes.ts'
import type { Declaration, Parameter, Variable } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import { classesInOrder } from './classes.ts'
import { decoratorNames } from './decorator-names.ts'
import { decorated } from './decorators.ts'
import { classEntity, type FunctionEntity, functionEntity, type ModuleEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import { fixtureType } from './fixtures.ts'
import { classFrame, declarationsFor, type Frame, functionFrame, headerFrame } from './frames.ts'
import { exported, type Found, importedBy } from './names.ts'
import { entered, iterated, iteratedAsync, unpacked } from './protocols.ts'
import { recall } from './recall.ts'
import { builtin } from './standard.ts'
import { classType, type FunctionType, instance, membersOf, type Type, union } from './type.ts'
import { variablesOf } from './variables.ts'

/** What a name is: by its annotation, else what all its declarations make of it. */
export function typeOfFound({ declarations, frame }: Found): Type | undefined {
  const [first] = declarations
  if (declarations.length === 1) return first && typeOfDeclaration(first, frame)
  if (declarations.length > MOST_DEFINITIONS) return undefined
  const annotated = declarations.find(each => each.kind === 'variable' && each.type !== undefined)
  const declared = annotated && typeOfDeclaration(annotated, frame)
  if (declared && declared.kind !== 'none') return declared
  const functions = declarations.flatMap(each => (each.kind === 'function' ? [functionEntity(each, frame)] : []))
  if (functions.length === declarations.length) return typeOfFunctions(functions)
  const types = declarations.map(each => typeOfDeclaration(each, frame))
  const parameter = declarations.findIndex(each => each.kind === 'parameter' && each.type !== undefined)
  // What an annotated parameter is given later is of its type too, unless it is known to be of another.
  return types[parameter] ? union(types.flatMap(membersOf).filter(Boolean)) : union(types)
}

/** Of functions with one name: the overloads, or the last on each path. The setter of a property is no other function. */
function typeOfFunctions(functions: readonly FunctionEntity[]): Type | undefined {
  const overloads = functions.filter(isOverload)
  if (overloads.length > 0) return { kind: 'function', functions: overloads }
  const [first] = functions
  const own = functions.filter(each => !isSetter(each))
  if (own.length < functions.length) return first && typeOfFunction(own[0] ?? first)
  const last = new Map(own.map(each => [each.summary.branch, each]))
  // What follows on every path takes the place of what came before.
  const always = own.findLastIndex(({ summary }) => summary.branch === undefined)
  const reaching = [...last.values()].filter(each => own.indexOf(each) >= always)
  return union(reaching.map(typeOfFunction))
}

/** Whether a function is one of the overloads of another, which has the body. */
export function isOverload(entity: FunctionEntity): boolean {
  return decoratorNames(entity).some(name => name?.endsWith('.overload') ?? false)
}

function isSetter({ summary }: FunctionEntity): boolean {
  return (summary.decorators ?? []).some(
    each => typeof each !== 'string' && each[0] === '.' && (each[2] === 'setter' || each[2] === 'deleter'),
  )
}

function typeOfFunction(entity: FunctionEntity): Type | undefined {
  return recall(entity, () => decorated({ kind: 'function', functions: [entity] } satisfies FunctionType, entity))
}

/** What one declaration makes of a name. */
export function typeOfDeclaration(declaration: Declaration, frame: Frame): Type | undefined {
  switch (declaration.kind) {
    case 'function':
      return typeOfFunction(functionEntity(declaration, frame))
    case 'class':
      return classType(classEntity(declaration, frame))
    case 'import':
      return recall(declaration, () => {
        const imported = importedBy(declaration, frame.module)
        if (!imported) return undefined
        if ('external' in imported) return { kind: 'external', name: imported.external }
        if ('module' in imported) return { kind: 'module', module: imported.module }
        const child = imported.home === frame.module ? imported.home.child(imported.name) : undefined
        return child ? { kind: 'module', module: child } : memberOf(imported.home, imported.name)
      })
    case 'parameter':
      return frame.function && recall(declaration, () => typeOfParameter(declaration, frame.function as FunctionEntity))
    case 'variable':
      return recall(declaration, () => typeOfVariable(declaration, frame))
    default:
      return undefined
  }
}

/** What a name in a module is: bound there, or a module of the package. */
export function memberOf(module: ModuleEntity, name: string): Type | undefined {
  const found = exported(name, module)
  if (found) return typeOfFound(found)
  const child = module.child(name)
  return child && { kind: 'module', module: child }
}

function typeOfVariable({ type, value, how, path }: Variable, frame: Frame): Type | undefined {
  const declared = type === undefined ? undefined : typeFrom(type, frame)
  if (declared && declared.kind !== 'special') return declared
  if (value === undefined) return undefined
  const given = typeOf(value, frame)
  let bound: Type | undefined
  if (how === '=') bound = given
  else if (how === 'for') bound = iterated(given)
  else if (how === 'async for') bound = iteratedAsync(given)
  else if (how === 'with') bound = entered(given, false)
  else if (how === 'async with') bound = entered(given, true)
  else if (how === 'except') bound = caught(given)
  return (path ?? []).reduce((part, index) => unpacked(part, index), bound)
}

function caught(type: Type | undefined): Type | undefined {
  if (type?.kind === 'tuple') return union(type.items.map(caught))
  return type?.kind === 'class' ? instance(type.of) : undefined
}

/** What a parameter of a function is, by its name. */
export function parameterType(entity: FunctionEntity, name: string): Type | undefined {
  const parameter = entity.summary.parameters.find(each => each.name === name)
  return parameter && typeOfDeclaration(parameter, functionFrame(entity))
}

function typeOfParameter(parameter: Parameter, entity: FunctionEntity): Type | undefined {
  const { summary, owner, around } = entity
  const frame = functionFrame(entity)
  const header = headerFrame(around, summary.typeParameters, entity)
  const declared = parameter.type === undefined ? undefined : typeFrom(parameter.type, header)
  if (parameter.star) {
    const key = builtin('str', frame)
    return parameter.star === '*' ? builtin('tuple', frame, [declared]) : builtin('dict', frame, [key, declared])
  }
  if (declared && declared.kind !== 'none' && declared.kind !== 'special') return declared
  if (owner && summary.parameters[0] === parameter && !isStatic(entity)) {
    const own = variablesOf(owner)
    return isOfClass(entity) ? classType(owner, own) : instance(owner, own)
  }
  if (parameter.value !== undefined && parameter.type === undefined) {
    const given = typeOf(parameter.value, around)
    return given?.kind === 'instance' ? given : undefined
  }
  if (parameter.value !== undefined) return undefined
  const given =
    parameter.type === undefined || declared?.kind === 'special' ? fixtureType(parameter.name, entity) : undefined
  return given ?? (parameter.type === undefined ? inheritedParameter(parameter, entity) : undefined)
}

/** What the method of the same name in a base class declares of the parameter. */
function inheritedParameter({ name }: Parameter, { owner, summary }: FunctionEntity): Type | undefined {
  for (const base of owner ? classesInOrder(owner).slice(1) : []) {
    if (!base) return undefined
    const method = declarationsFor(summary.name, [base.of.summary.members]).find(each => each.kind === 'function')
    if (!method) continue
    const entity = functionEntity(method, classFrame(base.of))
    const same = method.parameters.find(each => each.name === name)
    return same?.type === undefined ? undefined : typeOfDeclaration(same, functionFrame(entity))
  }
  return undefined
}

export function isStatic(entity: FunctionEntity): boolean {
  return decoratorNames(entity).includes('builtins.staticmethod')
}

const OF_CLASS: readonly string[] = ['__new__', '__init_subclass__', '__class_getitem__']

/** Whether a method's first parameter is the class. */
export function isOfClass(entity: FunctionEntity): boolean {
  return OF_CLASS.includes(entity.summary.name) || decoratorNames(entity).includes('builtins.classmethod')
}
