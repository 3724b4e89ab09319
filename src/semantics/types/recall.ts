import type { Type } from './type.ts'

/** Questions that lead to questions: chains longer than this stay unknown. */
const DEEPEST = 60
let depth = 0

const answers = new WeakMap<object, { readonly type: Type | undefined }>()
const UNKNOWN = { type: undefined }

/** The answer to the one question that is asked of an object, found once; one that leads back to itself is unknown. */
export function recall(key: object, find: () => Type | undefined): Type | undefined {
  const known = answers.get(key)
  if (known) return known.type
  if (depth > DEEPEST) return undefined
  answers.set(key, UNKNOWN)
  depth++
  try {
    const type = find()
    answers.set(key, { type })
    return type
  } catch (error) {
    answers.delete(key)
    throw error
  } finally {
    depth--
  }
}
