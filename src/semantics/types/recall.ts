import type { Type } from './type.ts'

/** Questions that lead to questions: chains longer than this stay unknown. */
const DEEPEST = 60

interface Answer {
  readonly type: Type | undefined
  /** The outermost question that the answer rests on and that was still being answered then; itself while it is. */
  readonly restsOn?: Question
}

/** A question that is being answered: how many others wait for it. */
interface Question extends Answer {
  depth: number | undefined
}

const UNKNOWN: Answer = { type: undefined }

/** The questions that are being answered, each asked by the one before. */
const open: Question[] = []
/** The depth of the outermost of them that what was answered since rests on. */
let outermost = Number.POSITIVE_INFINITY

/** Kept with the object itself: there are millions, and weak maps of that size cost the garbage collector dearly. */
const ANSWER: unique symbol = Symbol('answer')

/**
 * The answer to the one question that is asked of an object, found once; one that leads back to itself is unknown. What
 * rests on such an answer holds until that question is answered, for who asks first must not decide what is found.
 */
export function recall(asked: object, find: () => Type | undefined): Type | undefined {
  const key = asked as { [ANSWER]?: Answer | undefined }
  const known = key[ANSWER]
  if (known) {
    if (!known.restsOn) return known.type
    const { depth } = known.restsOn
    if (depth !== undefined) {
      outermost = Math.min(outermost, depth)
      return known.type
    }
  }
  const depth = open.length
  if (depth > DEEPEST) {
    outermost = 0
    return undefined
  }
  const before = outermost
  const question = new Asked(depth)
  outermost = Number.POSITIVE_INFINITY
  key[ANSWER] = question
  open.push(question)
  try {
    const type = find()
    const restsOn = outermost < depth ? open[outermost] : undefined
    key[ANSWER] = restsOn ? { type, restsOn } : type ? { type } : UNKNOWN
    return type
  } catch (error) {
    key[ANSWER] = undefined
    throw error
  } finally {
    question.depth = undefined
    open.pop()
    outermost = outermost < depth ? Math.min(before, outermost) : before
  }
}

class Asked implements Question {
  readonly type = undefined
  depth: number | undefined

  constructor(depth: number) {
    this.depth = depth
  }

  get restsOn(): Question {
    return this
  }
}
