import { classNamesIn, withClasses } from './class-names.ts'
import { mentionsFoundIn, withMentions } from './mentions-on-demand.ts'
import { declarationsOf, onDemand, PLAIN, ReadClass } from './on-demand.ts'
import { type Read, ReadFunction } from './read-function.ts'
import type { Bound, ClassSummary, Declaration, FunctionSummary, ModuleSummary } from './summary.ts'
import type { Texts, Written } from './written.ts'

/** A summary that is found on demand, as far as it was: plain JSON, that another run goes on from. */
export type SummarySoFar = Omit<ModuleSummary, 'names'> & { readonly names: BoundSoFar }

export interface BoundSoFar {
  /** 0 stands for what was not asked. */
  readonly names: Readonly<Record<string, readonly DeclarationSoFar[] | 0>>
  /** The names that classes go by. */
  readonly classes: readonly string[]
}

export type DeclarationSoFar = Exclude<Declaration, ClassSummary | FunctionSummary> | ClassSoFar | FunctionSoFar

type ClassSoFar = Omit<ClassSummary, 'members' | 'methodsSetting'> & {
  readonly members?: BoundSoFar
  readonly setting?: readonly (readonly [attribute: string, methods: readonly string[]])[]
}

type FunctionSoFar = Omit<FunctionSummary, 'sets' | 'calls' | 'locals' | 'mayBind'> & {
  readonly localNames?: string | undefined
  /** `FunctionFindings` as JSON: few of them are asked for again. */
  readonly found: string
}

/** What was found of a summary that is found on demand. */
export function foundSoFar(summary: ModuleSummary): Written {
  const { names, ...others } = summary
  const mentions = mentionsFoundIn(summary)
  const found = Object.entries(Object.getOwnPropertyDescriptors(names)).map(([name, { get, value }]) => {
    const text = get
      ? textsBehind(names)?.get(name)
      : JSON.stringify((value as readonly Declaration[]).map(declaredSoFar))
    return [name, text ?? ''] as const
  })
  return { beside: { ...others, ...(mentions && { mentions }) }, names: new Map(found), classes: classNamesIn(names) }
}

function boundSoFar(bound: Bound): BoundSoFar {
  const found = Object.entries(Object.getOwnPropertyDescriptors(bound)).map(([name, { get, value }]) => {
    return [name, get ? 0 : (value as readonly Declaration[]).map(declaredSoFar)] as const
  })
  return { names: Object.fromEntries(found), classes: classNamesIn(bound) }
}

function declaredSoFar(each: Declaration): DeclarationSoFar {
  if (each instanceof ReadFunction)
    return { ...each, localNames: ReadFunction.localNamesOf(each), found: ReadFunction.findingsIn(each) }
  if (!(each instanceof ReadClass)) return each as DeclarationSoFar
  const { members, setting } = ReadClass.findingsIn(each)
  return { ...each, ...(members && { members: boundSoFar(members) }), ...(setting && { setting: [...setting] }) }
}

/** The summary of the very same text, which is read only where more is asked. */
export function summaryAgain({ beside: { mentions, ...beside }, names, classes }: Written, read: Read): ModuleSummary {
  return withMentions({ names: withClasses(boundTo(names, read), classes), ...beside }, read, mentions)
}

/** Under which a bound keeps the texts that its declarations are read from when they are asked for. */
const TEXTS: unique symbol = Symbol('texts')

function textsBehind(bound: Bound): Texts | undefined {
  return (bound as { readonly [TEXTS]?: Texts })[TEXTS]
}

/** What names are bound to, by texts of which each costs nothing before it is asked for. */
function boundTo(texts: Texts, read: Read): Bound {
  const found = Object.defineProperty({}, TEXTS, { value: texts })
  const find = (name: string, text: string) => {
    const value =
      text === '' ? declarationsOf(name, undefined, read) : declarationsIn(text).map(each => declaredAgain(each, read))
    Object.defineProperty(found, name, { ...PLAIN, value })
    return value
  }
  const descriptorOf = (name: string | symbol) => {
    const known = Reflect.getOwnPropertyDescriptor(found, name)
    const text = known || typeof name === 'symbol' ? undefined : texts.get(name)
    return text === undefined ? known : { ...PLAIN, get: () => find(name as string, text) }
  }
  return new Proxy(found, {
    get: (_, name) => {
      const descriptor = descriptorOf(name)
      return descriptor?.get ? (descriptor.get() as unknown) : Reflect.get(found, name)
    },
    getOwnPropertyDescriptor: (_, name) => descriptorOf(name),
    has: (_, name) => descriptorOf(name) !== undefined || Reflect.has(found, name),
    ownKeys: () => [...new Set([...texts.keys(), ...Reflect.ownKeys(found)])],
  })
}

function declarationsIn(text: string): readonly DeclarationSoFar[] {
  return JSON.parse(text) as readonly DeclarationSoFar[]
}

/** What was found, with all that was found of each name. */
export function wholeOf({ beside, names, classes }: Written): SummarySoFar {
  const found = Array.from(names.keys(), name => {
    const text = names.get(name)
    return [name, text ? declarationsIn(text) : 0] as const
  })
  return { ...beside, names: { names: Object.fromEntries(found), classes } }
}

/** The members of a class again. What is given becomes part of it. */
function boundAgain({ names, classes }: BoundSoFar, place: number | undefined, read: Read): Bound {
  const bound = names as Bound
  for (const [name, found] of Object.entries(names)) {
    if (found === 0) onDemand(bound, name, place, read)
    else if (found.some(({ kind }) => kind === 'class' || kind === 'function'))
      Object.defineProperty(bound, name, { ...PLAIN, value: found.map(each => declaredAgain(each, read)) })
  }
  return withClasses(bound, classes)
}

function declaredAgain(each: DeclarationSoFar, read: Read): Declaration {
  if (each.kind === 'function') {
    const { localNames, found, ...header } = each
    return new ReadFunction(header, localNames, found, read)
  }
  if (each.kind !== 'class') return each
  const { members, setting, ...header } = each
  return new ReadClass(header, read, {
    ...(members && { members: boundAgain(members, header.at, read) }),
    ...(setting && { setting: new Map(setting) }),
  })
}

/** What two who asked of the same text have found together. */
export function joined(one: Written, other: Written): Written {
  const names = Array.from(one.names.keys(), name => {
    const [text, too] = [one, other].map(({ names }) => names.get(name) ?? '')
    if (!text || !too || text === too) return [name, text || too || ''] as const
    const others = declarationsIn(too)
    const both = declarationsIn(text).map((each, index) => joinedDeclarations(each, others[index]))
    return [name, JSON.stringify(both)] as const
  })
  return { beside: { ...other.beside, ...one.beside }, names: new Map(names), classes: one.classes }
}

function joinedBound(one: BoundSoFar, other: BoundSoFar): BoundSoFar {
  const both = Object.entries(one.names).map(([name, found]) => {
    const too = Object.hasOwn(other.names, name) ? (other.names[name] ?? 0) : 0
    if (found === 0 || too === 0) return [name, found || too] as const
    return [name, found.map((each, index) => joinedDeclarations(each, too[index]))] as const
  })
  return { names: Object.fromEntries(both), classes: one.classes }
}

function joinedDeclarations(one: DeclarationSoFar, other: DeclarationSoFar | undefined): DeclarationSoFar {
  if (one.kind === 'function' && other?.kind === 'function')
    return { ...other, ...one, found: JSON.stringify({ ...JSON.parse(other.found), ...JSON.parse(one.found) }) }
  if (one.kind !== 'class' || other?.kind !== 'class') return one
  const members =
    one.members && other.members ? joinedBound(one.members, other.members) : (one.members ?? other.members)
  return { ...other, ...one, ...(members && { members }) }
}
