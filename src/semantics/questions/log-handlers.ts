import { loopRunners, networkHandlers } from '../../knowledge/log-handlers.ts'
import { argumentsOf, field, is, keywordOf, type Node, stringText } from '../../syntax/node.ts'
import { callsAnyOf } from '../calls.ts'
import type { PythonFile } from '../python-file.ts'

/** A handler that waits for the network, where a program that runs an event loop attaches it. */
export interface NetworkHandler {
  /** The expression that gives it. */
  readonly handler: Node
  /** Its class, by qualified name. */
  readonly name: string
}

/** The handlers that wait for the network among those that a call attaches to a logger. */
export function networkHandlersIn(call: Node<'call'>, file: PythonFile): readonly NetworkHandler[] {
  const handlers = attachedBy(call, file).flatMap(handler => {
    const { name = '', origin } = file.instanceOf(handler) ?? {}
    return networkHandlers.has(name) && origin && mayWait(name, origin, file) ? [{ handler, name }] : []
  })
  const isOnLoop = () => file.runsOnLoop(call) || callsAnyOf(loopRunners, file)
  return handlers.length > 0 && isOnLoop() ? handlers : []
}

function attachedBy(call: Node<'call'>, file: PythonFile): readonly Node[] {
  const callee = field(call, 'function')
  if (is(callee, 'attribute') && field(callee, 'attribute').text === 'addHandler') return argumentsOf(call).slice(0, 1)
  const list = keywordOf(call, 'handlers')
  return is(list, 'list', 'tuple') && file.nameOf(callee) === 'logging.basicConfig' ? list.children : []
}

/** Datagrams to this machine are sent at once; a stream, or a name to look up, may take its time. */
function mayWait(name: string, origin: Node<'call'>, file: PythonFile): boolean {
  if (!name.endsWith('.SysLogHandler')) return true
  const socktype = keywordOf(origin, 'socktype')
  if (socktype && file.nameOf(socktype) === 'socket.SOCK_STREAM') return true
  const address = keywordOf(origin, 'address') ?? argumentsOf(origin)[0]
  const [host] = is(address, 'tuple') ? address.children : []
  return host !== undefined && !/^(localhost|127\..*|::1|)$/.test(stringText(host) ?? '?')
}
