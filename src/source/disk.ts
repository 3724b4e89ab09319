import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { timed } from '../stopwatch.ts'

/**
 * What was seen of the disk: the answers of a run rest on nothing else. Where all of it would be seen again, so would the
 * answers be. Of each thing the first sight counts.
 */
const seen = new Map<string, string>()

/** How each kind of thing is looked at; the answer is short, and the same only for the same. */
const looks = new Map<string, (at: string) => string>([
  ['exists', at => String(existsSync(at))],
  ['list', folder => hashOf(readdirSync(folder).sort().join('\0'))],
  [
    'read',
    file => {
      const { mtimeNs, ctimeNs, size, ino } = statSync(file, { bigint: true })
      return `${mtimeNs} ${ctimeNs} ${size} ${ino}`
    },
  ],
])

export type Sight = readonly [how: string, path: string, what: string]

/** Adds a kind of thing that is looked at. */
export function addLook(how: string, look: (at: string) => string): void {
  looks.set(how, look)
}

/** Remembers how a thing looks now; to be called before it is read. */
export function note(how: string, at: string): void {
  const key = `${how} ${at}`
  if (!seen.has(key)) seen.set(key, look(how, at))
}

function look(how: string, at: string): string {
  try {
    return looks.get(how)?.(at) ?? 'unknown'
  } catch {
    return 'unreadable'
  }
}

/** All that was seen so far, in a form that can be kept. */
export function sights(): readonly Sight[] {
  return [...seen].map(([key, what]) => {
    const space = key.indexOf(' ')
    return [key.slice(0, space), key.slice(space + 1), what]
  })
}

/** Whether all of this would be seen again. */
export function isStill(all: readonly Sight[]): boolean {
  return all.every(([how, at, what]) => look(how, at) === what)
}

export function exists(at: string): boolean {
  note('exists', at)
  return existsSync(at)
}

/** The names in a folder; none where there is no such folder, or it cannot be read. */
export function namesIn(folder: string): string[] {
  note('list', folder)
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The bytes of a file; throws where it cannot be read. */
export function read(file: string): Buffer {
  return timed('read', () => {
    note('read', file)
    return readFileSync(file)
  })
}

/** A short name for a text of any length: the same for the same text. */
export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
