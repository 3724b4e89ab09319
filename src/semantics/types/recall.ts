import { foundFor, type Answer as Kept, relyOn } from '../../grounds.ts'
import type { Type } from './type.ts'

/** Questions that lead to questions: chains longer than this stay unknown. */
const DEEPEST = 60

interface Answer extends Kept {
  readonly type: Type | undefined
  /** The outermost question that the answer rests on and that was still being answered then; itself while it is. */
  readonly restsOn?: Question | undefined
}

/** A question that is being answered, unknown to itself, and what it is answered with. */
class Question implements Answer {
  type: Type | undefined
  restsOn: Question | undefined = this
  /** How many others wait for it, as long as it is open. */
  depth: number | undefined
  grounds?: number
  openAt?: number | undefined

  constructor(depth: number) {
    this.depth = depth
  }
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
  if (known && (!known.restsOn || isOpen(known.restsOn))) {
    relyOn(known.restsOn ?? known)
    return known.type
  }
  const depth = open.length
  if (depth > DEEPEST) {
    if (open[0]) isOpen(open[0])
    return undefined
  }
  const before = outermost
  const question = new Question(depth)
  outermost = Number.POSITIVE_INFINITY
  key[ANSWER] = question
  open.push(question)
  try {
    const type = foundFor(question, find)
    key[ANSWER] = answered(question, type, outermost < depth ? open[outermost] : undefined)
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

/** Whether a question is still being answered, on which what asks then rests. */
function isOpen({ depth }: Question): boolean {
  if (depth === undefined) return false
  outermost = Math.min(outermost, depth)
  return true
}

/** The answer in the form that takes least room. */
function answered(question: Question, type: Type | undefined, restsOn: Question | undefined): Answer {
  if (restsOn) return { type, restsOn }
  if (question.grounds === undefined && question.openAt === undefined) return type ? { type } : UNKNOWN
  question.type = type
  question.restsOn = undefined
  return question
}
