import { field, type Node } from '../../syntax/node.ts'
import type { Act, Point } from './point.ts'
import { block } from './statements.ts'

/**
 * The points of a function's body that can be reached, in no order. An exception may leave from whatever may fail; what the
 * values of variables forbid is not known, so there may be a path here that no execution takes, and never the other way round.
 */
export type Flow = readonly Point[]

/** A question about a point, by which paths are described. */
export type Test = (point: Point) => boolean

/** What a path has to be like. */
export interface Path {
  /** Some point strictly between its ends. */
  readonly through?: Test
  /** No point strictly between its ends. */
  readonly avoiding?: Test
  /** False for paths on which nothing raises. */
  readonly exceptions?: boolean
}

const flows = new WeakMap<Node, Flow>()

/** The points of a function's body, without those of functions, lambdas and generator expressions in it. */
export function flowOf(definition: Node<'function_definition'>): Flow {
  const flow = flows.get(definition) ?? build(definition)
  flows.set(definition, flow)
  return flow
}

function build(node: Node<'function_definition'>): Flow {
  const [end, escaped]: [Point, Point] = [
    { node, does: 'end', next: [], raises: [] },
    { node, does: 'escape', next: [], raises: [] },
  ]
  const nowhere = () => []
  const ways = { raise: () => [escaped], return: () => [end], break: nowhere, continue: nowhere }
  const found = new Set(block(field(node, 'body').children, [end], ways))
  for (const point of found) for (const each of [...point.next, ...point.raises]) found.add(each)
  return [...found]
}

/** The points of a node; with an act, those at which it does this. */
export function at(node: Node, does?: Act): Test {
  return point => point.node === node && (does === undefined || point.does === does)
}

/** Where the function returns, also by running off its end. */
const returns: Test = ({ does }) => does === 'end'

/** Whether a path leads from one point to another; it is at least one step long. */
export function leads(flow: Flow, from: Test, to: Test, { through, avoiding, exceptions = true }: Path = {}): boolean {
  // A point is visited twice at most: before the path has gone through what is asked for, and after.
  const seen = [new Set<Point>(), new Set<Point>()] as const
  const open: { readonly point: Point; readonly passed: boolean }[] = []
  const goOn = (point: Point, passed: boolean) => {
    for (const next of exceptions ? [...point.next, ...point.raises] : point.next) open.push({ point: next, passed })
  }
  for (const point of flow) if (from(point)) goOn(point, through === undefined)
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { point, passed } = visit
    const visited = seen[passed ? 1 : 0]
    if (visited.has(point)) continue
    visited.add(point)
    if (passed && to(point)) return true
    if (!avoiding?.(point)) goOn(point, passed || through?.(point) === true)
  }
  return false
}

/** Whether every path from a point to where the function returns meets another; paths that never return say nothing. */
export function always(flow: Flow, from: Test, meets: Test, path: Pick<Path, 'exceptions'> = {}): boolean {
  return !leads(flow, from, returns, { ...path, avoiding: meets })
}
