import { threadId } from 'node:worker_threads'

/** What a run is busy with; the time outside of all others is `other`. */
export type Phase =
  | 'start'
  | 'discover'
  | 'cache'
  | 'read'
  | 'parse'
  | 'analyse'
  | 'mend'
  | 'several files'
  | 'workers'
  | 'print'
  | 'write'
  | 'other'

type Milliseconds = Readonly<Record<string, number>>

/** Where the time of a run went, in milliseconds, as plain data: each moment counts for the innermost phase only. */
export interface Timings {
  /** The thread that took them; the first is 0. */
  readonly thread: number
  readonly phases: Milliseconds
  /** Of `analyse`, by the transform that asked: what one has found out the next need not. */
  readonly transforms: Milliseconds
  /** All phases of one file, by its path. */
  readonly files: Milliseconds
}

interface Place {
  readonly phase: Phase
  readonly transform?: string
}

const kinds = ['phases', 'transforms', 'files'] as const

let places: Place[] | undefined
/** When the innermost phase was last looked at. */
let since = 0
const spent = {
  phases: new Map<string, number>(),
  transforms: new Map<string, number>(),
  files: new Map<string, number>(),
}

/** Takes the time from when the process began. Nothing is measured unless this is called first. */
export function startTimings(): void {
  places = [{ phase: 'start' }]
}

/** Says that all is there that the work needs. */
export function started(): void {
  if (!places) return
  settle(places)
  places[0] = { phase: 'other' }
}

/** What was measured so far; undefined where nothing is. */
export function timings(): Timings | undefined {
  if (!places) return undefined
  settle(places)
  const { phases, transforms, files } = spent
  return {
    thread: threadId,
    phases: Object.fromEntries(phases),
    transforms: Object.fromEntries(transforms),
    files: Object.fromEntries(files),
  }
}

export function isTimed(): boolean {
  return places !== undefined
}

/** Adds what another thread has measured. */
export function addTimings(others: Timings): void {
  for (const kind of kinds) for (const [name, time] of Object.entries(others[kind])) add(spent[kind], name, time)
}

/** Begins a phase, which lasts until it is left. */
export function enter(phase: Phase, transform?: string): void {
  if (!places) return
  settle(places)
  places.push(transform === undefined ? { phase } : { phase, transform })
}

/** Ends the phase that was begun last. */
export function leave(): void {
  if (!places) return
  settle(places)
  places.pop()
}

/** The same around some work. */
export function timed<T>(phase: Phase, work: () => T): T {
  enter(phase)
  try {
    return work()
  } finally {
    leave()
  }
}

/** The work on one file, whatever its phases. */
export function timedFile<T>(file: string, work: () => T): T {
  const before = performance.now()
  try {
    return work()
  } finally {
    if (places) add(spent.files, file, performance.now() - before)
  }
}

/** The work between what a generator yields. */
export function* timedSteps<T, Result, Answer>(
  phase: Phase,
  steps: Generator<T, Result, Answer>,
): Generator<T, Result, Answer> {
  let step = timed(phase, () => steps.next())
  while (!step.done) {
    const answer = yield step.value
    step = timed(phase, () => steps.next(answer))
  }
  return step.value
}

/** Counts what has passed since the last look for the innermost phase. */
function settle(among: readonly Place[]): void {
  const now = performance.now()
  const { phase, transform } = among.at(-1) ?? { phase: 'other' }
  add(spent.phases, phase, now - since)
  if (transform !== undefined) add(spent.transforms, transform, now - since)
  since = now
}

function add(to: Map<string, number>, name: string, milliseconds: number): void {
  to.set(name, (to.get(name) ?? 0) + milliseconds)
}
