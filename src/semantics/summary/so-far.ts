import { classNamesIn, withClasses } from './class-names.ts'
import { mentionsFoundIn, withMentions } from './mentions-on-demand.ts'
import { onDemand, PLAIN, ReadClass } from './on-demand.ts'
import { type Read, ReadFunction } from './read-function.ts'
import type { Bound, ClassSummary, Declaration, FunctionSummary, ModuleSummary } from './summary.ts'

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
  readonly localNames: string
  /** `FunctionFindings` as JSON: few of them are asked for again. */
  readonly found: string
}

/** What was found of a summary that is found on demand. */
export function foundSoFar(summary: ModuleSummary): SummarySoFar {
  const { names, ...beside } = summary
  const mentions = mentionsFoundIn(summary)
  return { names: boundSoFar(names), ...beside, ...(mentions && { mentions }) }
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

/** The summary of the very same text, which is read only where more is asked. What is given becomes part of it. */
export function summaryAgain({ names, mentions, ...beside }: SummarySoFar, read: Read): ModuleSummary {
  return withMentions({ names: boundAgain(names, undefined, read), ...beside }, read, mentions)
}

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
export function joined(one: SummarySoFar, other: SummarySoFar): SummarySoFar {
  return { ...other, ...one, names: joinedBound(one.names, other.names) }
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
    return { ...one, found: JSON.stringify({ ...JSON.parse(other.found), ...JSON.parse(one.found) }) }
  if (one.kind !== 'class' || other?.kind !== 'class') return one
  const members =
    one.members && other.members ? joinedBound(one.members, other.members) : (one.members ?? other.members)
  return { ...other, ...one, ...(members && { members }) }
}
