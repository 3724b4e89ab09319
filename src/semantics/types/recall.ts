import { foundFor, type Answer as Kept, relyOn } from '../../grounds.ts'
import type { Type } from './type.ts'

/** Questions that lead to questions: chains longer than this stay unknown. */
const DEEPEST = 60
let depth = 0

interface Answer extends Kept {
  type: Type | undefined
}

/** Kept with the object itself: there are millions, and weak maps of that size cost the garbage collector dearly. */
const ANSWER: unique symbol = Symbol('answer')

/** The answer to the one question that is asked of an object, found once; one that leads back to itself is unknown. */
export function recall(asked: object, find: () => Type | undefined): Type | undefined {
  const key = asked as { [ANSWER]?: Answer | undefined }
  const known = key[ANSWER]
  if (known) {
    relyOn(known)
    return known.type
  }
  if (depth > DEEPEST) return undefined
  // Unknown to itself.
  const answer: Answer = { type: undefined }
  key[ANSWER] = answer
  depth++
  try {
    answer.type = foundFor(answer, find)
    return answer.type
  } catch (error) {
    key[ANSWER] = undefined
    throw error
  } finally {
    depth--
  }
}
