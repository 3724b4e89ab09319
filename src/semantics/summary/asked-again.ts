import { classNamesIn } from './class-names.ts'
import { ReadClass } from './on-demand.ts'
import { type FunctionFindings, ReadFunction } from './read-function.ts'
import type { BoundSoFar, DeclarationSoFar, SummarySoFar } from './so-far.ts'
import type { Bound, Declaration, ModuleSummary } from './summary.ts'

/**
 * Whether a file says the same as before to all that was asked of it then. Where in the file it stands does not count, but in
 * which order.
 */
export function saysTheSame(before: SummarySoFar, now: ModuleSummary): boolean {
  const { names, ...beside } = now
  const mentions = before.mentions && { mentions: now.mentions ?? [] }
  const [one, other] = [before, { names: asked(names, before.names), ...beside, ...mentions }].map(withoutPlaces)
  if (!one || !other) return false
  return one.text === other.text && areInSameOrder(one.places, other.places)
}

/** Of what a scope binds what was asked before. */
function asked(bound: Bound, { names }: BoundSoFar): BoundSoFar {
  const found = Object.keys(bound).map(name => {
    const before = Object.hasOwn(names, name) ? (names[name] ?? 0) : 0
    return [name, before && (bound[name] ?? []).map((each, index) => askedOf(each, before[index]))] as const
  })
  return { names: Object.fromEntries(found), classes: classNamesIn(bound) }
}

function askedOf(each: Declaration, before: DeclarationSoFar | undefined): DeclarationSoFar {
  if (each instanceof ReadFunction && before?.kind === 'function') {
    const { sets, calls, locals } = JSON.parse(before.found) as FunctionFindings
    const found: FunctionFindings = {
      ...(sets && { sets: each.sets }),
      ...(calls && { calls: each.calls }),
      ...(locals && { locals: each.locals }),
    }
    const localNames = before.localNames === undefined ? undefined : each.localNames
    return { ...each, localNames, found: JSON.stringify(found) }
  }
  if (!(each instanceof ReadClass) || before?.kind !== 'class') return each as DeclarationSoFar
  const { members, setting } = before
  return {
    ...each,
    ...(members && { members: asked(each.members, members) }),
    ...(setting && { setting: [...each.setting] }),
  }
}

/** A summary as JSON in which each place is 0, and these places. */
function withoutPlaces(summary: SummarySoFar): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = []
  const text = JSON.stringify(summary, (key, value: unknown) => {
    // Under the name of a definition stands a list.
    if (key === 'found' && typeof value === 'string') return inOneOrder(JSON.parse(value) as FunctionFindings)
    if (key === '' || isFoundBitByBit(value)) return inOneOrder(value as object)
    if (typeof value !== 'number' || !/^(at|branch|line)$/.test(key)) return value
    // The lines follow from the offsets and the text.
    if (key !== 'line') places.push(value)
    return 0
  })
  return { text, places }
}

/** Whether parts of a declaration were found one after the other, by several processes maybe. */
function isFoundBitByBit(value: unknown): boolean {
  return value instanceof Object && 'kind' in value && (value.kind === 'class' || value.kind === 'function')
}

/** What was asked first does not matter. */
function inOneOrder(found: object): object {
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function areInSameOrder(one: readonly number[], other: readonly number[]): boolean {
  const order = [...one.keys()].sort((a, b) => (one[a] as number) - (one[b] as number))
  return order.every((at, index) => {
    const before = order[index - 1]
    if (before === undefined) return true
    return (
      Math.sign((one[at] as number) - (one[before] as number)) ===
      Math.sign((other[at] as number) - (other[before] as number))
    )
  })
}
