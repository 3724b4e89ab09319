import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { isWatching, restOn } from '../grounds.ts'
import { timed } from '../stopwatch.ts'

/** A thing that was seen of the disk: how it was looked at, where, and what was there. */
export type Sight = readonly [how: string, at: string, what: string]

/** A way to look at a thing: the answer is short, and the same only for the same. */
export interface Look {
  readonly now: (at: string) => string
  /** What to say of a thing today that looks otherwise at a glance, if it comes to the same as before. */
  readonly again?: (at: string, before: string) => string | undefined
  /** What to keep for other runs. */
  readonly kept?: (at: string, what: string) => string
}

const looks = new Map<string, Look>([
  ['exists', { now: at => String(existsSync(at)) }],
  ['holds', { now: at => String(listed(path.dirname(at)).has(path.basename(at))) }],
  ['empty', { now: folder => String(listed(folder).size === 0) }],
  ['list', { now: folder => hashOf(readdirSync(folder).sort().join('\0')) }],
  ['size', { now: stampOf }],
  ['read', { now: stampOf, again: contentAgain }],
])

/** What was seen in this process, in the order of the numbers by which answers speak of it. Of each thing the first sight counts. */
const seen: Sight[] = []
const numbers = new Map<string, Map<string, number>>()

/** Adds a kind of thing that is looked at. */
export function addLook(how: string, look: Look): void {
  looks.set(how, look)
}

/** Says that the answer that is being found rests on how a thing looks now; to be called before it is read. */
export function note(how: string, at: string, what = () => lookedAt(how, at)): void {
  if (!isWatching()) return
  const ofKind = numbers.get(how) ?? new Map<string, number>()
  numbers.set(how, ofKind)
  const number = ofKind.get(at) ?? seen.length
  if (number === seen.length) {
    seen.push([how, at, what()])
    ofKind.set(at, number)
  }
  restOn(number)
}

/** What was seen, by its number. */
export function sightAt(number: number): Sight {
  const sight = seen[number]
  if (!sight) throw new Error(`nothing was seen under the number ${number}`)
  return sight
}

/** A sight as it is today, if it says the same as before. */
export function stillSeen(sight: Sight): Sight | undefined {
  const [how, at, before] = sight
  const now = lookedAt(how, at)
  // Behind it stands what takes longer to see.
  if (before === now || before.startsWith(`${now} `)) return sight
  try {
    const again = looks.get(how)?.again?.(at, before)
    return again === undefined ? undefined : [how, at, again]
  } catch {
    return undefined
  }
}

/** A sight as other runs are to find it. */
export function keptSight(sight: Sight): Sight {
  const [how, at, what] = sight
  const kept = looks.get(how)?.kept?.(at, what)
  return kept === undefined ? sight : [how, at, kept]
}

function lookedAt(how: string, at: string): string {
  try {
    return looks.get(how)?.now(at) ?? 'unknown'
  } catch {
    return 'unreadable'
  }
}

/** Changes when a file does. */
export function stampOf(file: string): string {
  const { mtimeNs, ctimeNs, size, ino } = statSync(file, { bigint: true })
  return `${mtimeNs} ${ctimeNs} ${size} ${ino}`
}

export function exists(at: string): boolean {
  note('exists', at)
  return existsSync(at)
}

const listings = new Map<string, ReadonlySet<string>>()

/** The names in a folder as it was when it was first asked for. */
function listed(folder: string): ReadonlySet<string> {
  const known = listings.get(folder) ?? new Set(peekNames(folder))
  listings.set(folder, known)
  return known
}

/** The names in a folder, for one who notes himself what rests on them; none where there is no such folder, or it cannot be read. */
export function peekNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The names in a folder; none where there is no such folder, or it cannot be read. */
export function namesIn(folder: string): string[] {
  note('list', folder)
  return peekNames(folder)
}

/** The bytes of a file; throws where it cannot be read. */
export function read(file: string): Buffer {
  return timed('read', () => {
    if (!isWatching()) return readFileSync(file)
    const stamp = lookedAt('read', file)
    let bytes: Buffer | undefined
    try {
      bytes = readFileSync(file)
      return bytes
    } finally {
      note('read', file, () => (bytes ? `${stamp} ${hashOf(bytes)}` : stamp))
    }
  })
}

/** The bytes of a file, for one who notes himself what rests on them; undefined where it cannot be read. */
export function peek(file: string): Buffer | undefined {
  try {
    return timed('read', () => readFileSync(file))
  } catch {
    return undefined
  }
}

/** A file as it was when it was read: its stamp and the hash of its content, between blanks; undefined where it could not be. */
export function contentSeen(file: string): string | undefined {
  const number = numbers.get('read')?.get(file)
  const [, , what = ''] = (number === undefined ? undefined : seen[number]) ?? []
  return hashIn(what) === undefined ? undefined : what
}

/** The stamp and the hash of a file as it is now, if the hash is the same as before. */
export function contentAgain(file: string, before: string): string | undefined {
  // A file that was only touched, or checked out anew, says the same.
  const [stamp, hash] = [stampOf(file), hashOf(readFileSync(file))]
  return hash === hashIn(before) ? `${stamp} ${hash}` : undefined
}

/** The hash that stands behind a stamp, if there is one. */
export function hashIn(content: string): string | undefined {
  return behindStamp(content)[0]
}

/** A stamp is four words. */
const STAMP = 4

export function stampIn(what: string): string {
  return what.split(' ').slice(0, STAMP).join(' ')
}

/** What stands behind a stamp. */
export function behindStamp(what: string): readonly string[] {
  return what.split(' ').slice(STAMP)
}

/** A short name for a content of any length: the same for the same. */
export function hashOf(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex')
}
