/**
 * What kept answers rest on. An answer is found once and kept, by whoever asks first; what it saw of the disk counts for all
 * who ask again. Grounds are numbers: of a sight, or of a bundle of other grounds.
 */
let watching = false

/** The grounds of the answers that are being found, the innermost last; each knows where its own begin. */
const log: number[] = []
/** Where those of the innermost begin. */
let begin = 0
const bundles: (readonly number[])[] = []
const bundleNumbers = new Map<string, number>()

/** How many answers are being found, and the outermost of them that one being found has come back to. */
let depth = 0
let outermost = Number.POSITIVE_INFINITY
/** Answers found in a circle, whose outermost question is still open: they rest on all that it comes to rest on. */
const open: Answer[] = []

/** An answer that is kept. */
export interface Answer {
  grounds?: number
  /** While it is being found, or rests on one that is: how deep that one lies. */
  openAt?: number | undefined
}

/** Begins to take note of what answers rest on, for all that is asked from then on. */
export function watchGrounds(): void {
  watching = true
}

export function isWatching(): boolean {
  return watching
}

/** Says that the answer that is being found rests on a sight, by its number. */
export function restOn(sight: number): void {
  if (watching && depth > 0) add(sight)
}

/** Finds an answer, and notes with it what it rests on. */
export function foundFor<T>(answer: Answer, find: () => T): T {
  if (!watching) return find()
  const [before, start, others, around] = [begin, log.length, open.length, outermost]
  depth++
  begin = start
  outermost = Number.POSITIVE_INFINITY
  answer.openAt = depth
  try {
    return find()
  } finally {
    const isOpen = outermost < depth
    if (isOpen) open.push(answer)
    else close([answer, ...open.splice(others)], start)
    if (isOpen) answer.openAt = outermost
    outermost = isOpen ? Math.min(around, outermost) : around
    depth--
    begin = before
  }
}

function close(answers: readonly Answer[], start: number): void {
  const grounds = bundled(start)
  log.length = start
  for (const each of answers) {
    each.openAt = undefined
    if (grounds !== undefined) each.grounds = grounds
  }
  if (grounds !== undefined) log.push(grounds)
}

/** Finds something on which the answer that is being found does not rest as such: who asks notes what of it counts. */
export function aside<T>(find: () => T): T {
  const length = log.length
  try {
    return find()
  } finally {
    log.length = length
  }
}

/** Says that the answer that is being found rests on one that is kept. */
export function relyOn({ grounds, openAt }: Answer): void {
  if (!watching || depth === 0) return
  if (openAt !== undefined) outermost = Math.min(outermost, openAt)
  if (grounds !== undefined) add(grounds)
}

/** Notes a ground once where it is met again at once; what was noted just before may be another answer's. */
function add(ground: number): void {
  if (log.length === begin || log.at(-1) !== ground) log.push(ground)
}

/** The end of the log as one number. */
function bundled(start: number): number | undefined {
  if (log.length - start <= 1) return log[start]
  const parts = [...new Set(log.slice(start))].sort((a, b) => a - b)
  if (parts.length === 1) return parts[0]
  const key = parts.join()
  const known = bundleNumbers.get(key) ?? -1 - bundles.length
  if (known === -1 - bundles.length) {
    bundles.push(parts)
    bundleNumbers.set(key, known)
  }
  return known
}

/** The sights that grounds come to, by their numbers: in ascending order, each once. */
export function sightsIn(grounds: number): readonly number[] {
  const seen = new Set([grounds])
  for (const each of seen) if (each < 0) for (const part of bundles[-1 - each] ?? []) seen.add(part)
  return [...seen].filter(each => each >= 0).sort((a, b) => a - b)
}

/** A question asked of an object, answered once; `meanwhile` is the answer as long as it is being found. */
export function once<K extends object, T>(find: (key: K) => T, meanwhile?: (key: K) => T): (key: K) => T {
  return keeping(new WeakMap<K, Kept<T>>(), find, meanwhile)
}

/** A question asked of a name, answered once. */
export function oncePerName<T>(find: (name: string) => T): (name: string) => T {
  return keeping(new Map<string, Kept<T>>(), find)
}

interface Kept<T> extends Answer {
  value: T
}

function keeping<K, T>(
  known: { get(key: K): Kept<T> | undefined; set(key: K, kept: Kept<T>): unknown; delete(key: K): unknown },
  find: (key: K) => T,
  meanwhile?: (key: K) => T,
): (key: K) => T {
  return key => {
    const before = known.get(key)
    if (before) {
      relyOn(before)
      return before.value
    }
    const kept = {} as Kept<T>
    if (meanwhile) {
      kept.value = meanwhile(key)
      known.set(key, kept)
    }
    try {
      kept.value = foundFor(kept, () => find(key))
    } catch (error) {
      known.delete(key)
      throw error
    }
    known.set(key, kept)
    return kept.value
  }
}
