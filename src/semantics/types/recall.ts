import type { Type } from './type.ts'

/** Questions that lead to questions: chains longer than this stay unknown. */
const DEEPEST = 60
let depth = 0

interface Answer {
  readonly type: Type | undefined
}

/** Kept with the object itself: there are millions, and weak maps of that size cost the garbage collector dearly. */
const ANSWER: unique symbol = Symbol('answer')
const UNKNOWN: Answer = { type: undefined }

/** The answer to the one question that is asked of an object, found once; one that leads back to itself is unknown. */
export function recall(asked: object, find: () => Type | undefined): Type | undefined {
  const key = asked as { [ANSWER]?: Answer | undefined }
  const known = key[ANSWER]
  if (known) return known.type
  if (depth > DEEPEST) return undefined
  key[ANSWER] = UNKNOWN
  depth++
  try {
    const type = find()
    key[ANSWER] = { type }
    return type
  } catch (error) {
    key[ANSWER] = undefined
    throw error
  } finally {
    depth--
  }
}
