import { objects } from '../../knowledge/objects.ts'
import { canonical } from '../canonical.ts'
import type { Declaration } from '../summary/summary.ts'
import { NO_ARGUMENTS, resultOfCall } from './calls.ts'
import { classesInOrder, isA } from './classes.ts'
import { isOfClass, isStatic, memberOf, typeOfDeclaration, typeOfFound } from './declarations.ts'
import type { ClassEntity } from './entities.ts'
import { classFrame, declarationsFor, type Frame } from './frames.ts'
import { agreesAfter, agreesWithHeirs } from './heirs.ts'
import { assignmentsIn, firstMember, isReplaced, type Member } from './inheritance.ts'
import { thoseWith } from './lacking.ts'
import { joined, substitute } from './substitution.ts'
import {
  type ClassType,
  classType,
  type FunctionType,
  type Instance,
  instance,
  overMembers,
  type Type,
  type TypeMap,
  union,
  withoutNone,
} from './type.ts'
import { argumentMap, boundOf, variablesOf } from './variables.ts'

/** What `value.name` is in a scope, where names with two underscores are those of the class around it. */
export function attributeIn(type: Type | undefined, name: string, frame: Frame): Type | undefined {
  if (!isPrivate(name)) return attributeOf(type, name)
  const { owner } = frame
  if (!owner || (type?.kind !== 'instance' && type?.kind !== 'class') || type.of.id !== owner.id) return undefined
  const member = firstMember([{ of: owner, args: variablesOf(owner) }], name)
  return member && bound(member, type, name)
}

/** Python changes such names in class bodies. https://docs.python.org/3/reference/expressions.html#private-name-mangling */
export function isPrivate(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__')
}

/** What `value.name` is. */
export function attributeOf(type: Type | undefined, name: string): Type | undefined {
  switch (type?.kind) {
    case 'module':
      return memberOf(type.module, name)
    case 'union':
      return overMembers(thoseWith(name, type), member => attributeOf(member, name))
    case 'instance':
    case 'class':
      return memberOfClass(type, name)
    case 'variable':
      return attributeOf(boundOf(type), name)
    case 'type-of': {
      const of = type.of.kind === 'variable' ? boundOf(type.of) : type.of
      return of?.kind === 'instance' ? attributeOf(classType(of.of, of.args), name) : undefined
    }
    case 'super':
      return inherited(type.self, type.after, name)
    case 'external':
      return externalMember(type, name)
    default:
      return undefined
  }
}

/** A member of something that only the tables know. */
function externalMember({ name, made }: Extract<Type, { kind: 'external' }>, member: string): Type | undefined {
  if (!made) return { kind: 'external', name: `${name}.${member}` }
  const known = objects.get(canonical(`${name}.${member}`)) ?? objects.get(`${name}.*`)
  return known === undefined
    ? { kind: 'external', name: `${name}.${member}` }
    : { kind: 'external', name: known, made: true }
}

function memberOfClass(receiver: Instance | ClassType, name: string): Type | undefined {
  const order = classesInOrder(receiver.of)
  const member = firstMember(order, name)
  if (member) {
    const isMethod = member.declarations.some(each => each.kind === 'function')
    // What a method sets on `self` or `cls` goes before the methods of all classes.
    const isSet = () => order.some(each => each && assignmentsIn(each.of, name).length > 0)
    const isCertain = !isMethod || !(isSet() || (isReplaced(name, member.of) && !isProperty(member)))
    const isAgreed = receiver.kind === 'class' || receiver.isExact || agreesWithHeirs(receiver.of, name, member)
    return isCertain && isAgreed ? bound(member, receiver, name) : undefined
  }
  return name === '__class__' ? classType(receiver.of, receiver.args) : undefined
}

/** Whether a member is a property: what code sets under its name on an object is its own affair, or of another object. */
function isProperty({ declarations, of }: Member): boolean {
  const type = typeOfFound({ declarations, frame: classFrame(of) })
  return type?.kind === 'function' && type.isProperty === true
}

/** The member after a class in the order of an object's own. */
function inherited(self: Instance | ClassType, after: ClassEntity, name: string): Type | undefined {
  const order = classesInOrder(self.of)
  const member = firstMember(order.slice(order.findIndex(each => each?.of.id === after.id) + 1), name)
  return member && agreesAfter(after, name, member) ? bound(member, self, name) : undefined
}

/** A member as the object or class has it: methods with their receiver, properties and descriptors called. */
function bound(member: Member, receiver: Instance | ClassType, name: string): Type | undefined {
  const { of, args, declarations, assigned } = member
  const given = argumentMap(receiver.of, receiver.args)
  const own = argumentMap(of, args)
  const map: TypeMap =
    own.size === 0
      ? given
      : new Map([...given, ...[...own].map(([key, type]) => [key, substitute(type, given)] as const)])
  const frame = classFrame(of)
  if (declarations.some(each => each.kind === 'function')) {
    // Defined on one path only: on the other a base's may come through.
    if (declarations.length === 1 && declarations.some(each => each.kind === 'function' && each.branch !== undefined))
      return undefined
    return boundFunction(typeOfFound({ declarations, frame }), map, receiver)
  }
  if (declarations.some(each => each.kind === 'class' || each.kind === 'import'))
    return typeOfFound({ declarations, frame })
  const type = variableType(member, name)
  if (type?.kind === 'special') return undefined
  if (receiver.kind === 'class' && type?.kind === 'instance' && isA(of, 'enum.Enum')) return instance(of)
  if (type?.kind === 'function' && assigned.length === 0 && !type.receiver) return boundFunction(type, map, receiver)
  return described(substitute(type, map), receiver, declarations.length > 0)
}

/** What a variable of a class is: as it is declared there or in a base, else all that it is given. */
function variableType({ of, declarations, assigned }: Member, name: string): Type | undefined {
  const frame = classFrame(of)
  const own = [...declarations.map(declaration => ({ variable: declaration, frame })), ...assigned]
  const isTyped = ({ variable }: { variable: Declaration }) =>
    variable.kind === 'variable' && variable.type !== undefined
  const declared = own.find(isTyped)
  const said = declared && typeOfDeclaration(declared.variable, declared.frame)
  if (said && said.kind !== 'none') return said
  for (const base of classesInOrder(of).slice(1)) {
    if (!base) break
    const inBase = [
      ...declarationsFor(name, [base.of.summary.members]).map(variable => ({ variable, frame: classFrame(base.of) })),
      ...assignmentsIn(base.of, name),
    ].find(isTyped)
    const type = inBase && substitute(typeOfDeclaration(inBase.variable, inBase.frame), argumentMap(base.of, base.args))
    if (type && type.kind !== 'none') return type
  }
  const all = own.filter(each => each !== declared).map(each => typeOfDeclaration(each.variable, each.frame))
  const type = union(isReplaced(name, of) ? [...all, undefined] : all)
  return withoutNone(type) ?? type
}

function boundFunction(type: Type | undefined, map: TypeMap, receiver: Instance | ClassType): Type | undefined {
  if (type?.kind === 'union') return overMembers(type, each => boundFunction(each, map, receiver))
  if (type?.kind === 'instance') return described(type, receiver, true)
  if (type?.kind !== 'function') return substitute(type, map)
  const [first] = type.functions
  const own: FunctionType = { ...type, map: joined(type.map, map) }
  if (type.isProperty) {
    const { isProperty: _, ...getter } = own
    return receiver.kind === 'class' ? undefined : resultOfCall({ ...getter, receiver }, NO_ARGUMENTS)
  }
  if (!first?.owner) return receiver.kind === 'class' ? own : { ...own, receiver }
  if (isStatic(first)) return own
  if (isOfClass(first))
    return { ...own, receiver: receiver.kind === 'class' ? receiver : classType(receiver.of, receiver.args) }
  return receiver.kind === 'class' ? { ...own, isUnbound: true } : { ...own, receiver }
}

/** What a descriptor in the class gives. https://docs.python.org/3/howto/descriptor.html */
function described(type: Type | undefined, receiver: Instance | ClassType, isInClass: boolean): Type | undefined {
  if (type?.kind !== 'instance' || !isInClass) return type
  const getter = firstMember(classesInOrder(type.of), '__get__')
  if (!getter) return type
  const owner = receiver.kind === 'class' ? receiver : classType(receiver.of, receiver.args)
  const given = {
    positional: () => [receiver.kind === 'class' ? { kind: 'none' as const } : receiver, owner],
    keywords: () => [],
    hasSplat: false,
  }
  return resultOfCall(bound(getter, type, '__get__'), given) ?? type
}
