import { field, type Node } from '../../syntax/node.ts'
import { decoratorsOf } from './decorators.ts'

/** Names of coroutines that somebody calls once, and waits for, before anything else: of an object, a program or a test. */
const ONCE =
  /^(_*(main|run|start\w*|set_?up\w*|init\w*|launch|close|stop|shutdown|dispose|tear_?down\w*)|\w*(startup|lifespan|bootstrap)\w*|asyncSetUp|asyncTearDown|test_\w*|__a(enter|exit|next|iter)__)$/i
/** Decorators of what runs around something else, or once. */
const ONCE_DECORATED = /contextmanager|fixture|startup|lifespan|\bonce\b|cache/i

/** Whether a coroutine is called as those that do not run twice at once are. */
export function isRunOnce(owner: Node<'function_definition'>): boolean {
  return ONCE.test(field(owner, 'name').text) || decoratorsOf(owner).some(({ text }) => ONCE_DECORATED.test(text))
}
