const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Coroutine functions of the standard library, by qualified name. https://docs.python.org/3/library/asyncio.html */
export const coroutineFunctions = names(`
  asyncio.create_subprocess_exec
  asyncio.create_subprocess_shell
  asyncio.open_connection
  asyncio.open_unix_connection
  asyncio.sleep
  asyncio.start_server
  asyncio.start_unix_server
  asyncio.to_thread
  asyncio.wait
  asyncio.wait_for
  asyncio.AbstractEventLoop.connect_accepted_socket
  asyncio.AbstractEventLoop.connect_read_pipe
  asyncio.AbstractEventLoop.connect_write_pipe
  asyncio.AbstractEventLoop.create_connection
  asyncio.AbstractEventLoop.create_datagram_endpoint
  asyncio.AbstractEventLoop.create_server
  asyncio.AbstractEventLoop.create_unix_connection
  asyncio.AbstractEventLoop.create_unix_server
  asyncio.AbstractEventLoop.getaddrinfo
  asyncio.AbstractEventLoop.getnameinfo
  asyncio.AbstractEventLoop.sendfile
  asyncio.AbstractEventLoop.shutdown_asyncgens
  asyncio.AbstractEventLoop.shutdown_default_executor
  asyncio.AbstractEventLoop.sock_accept
  asyncio.AbstractEventLoop.sock_connect
  asyncio.AbstractEventLoop.sock_recv
  asyncio.AbstractEventLoop.sock_recv_into
  asyncio.AbstractEventLoop.sock_sendall
  asyncio.AbstractEventLoop.sock_sendfile
  asyncio.AbstractEventLoop.start_tls
  asyncio.AbstractEventLoop.subprocess_exec
  asyncio.AbstractEventLoop.subprocess_shell
  asyncio.Barrier.abort
  asyncio.Barrier.reset
  asyncio.Barrier.wait
  asyncio.Condition.acquire
  asyncio.Condition.wait
  asyncio.Condition.wait_for
  asyncio.Event.wait
  asyncio.Lock.acquire
  asyncio.Queue.get
  asyncio.Queue.join
  asyncio.Queue.put
  asyncio.Semaphore.acquire
  asyncio.Server.serve_forever
  asyncio.Server.start_serving
  asyncio.Server.wait_closed
  asyncio.StreamReader.read
  asyncio.StreamReader.readexactly
  asyncio.StreamReader.readline
  asyncio.StreamReader.readuntil
  asyncio.StreamWriter.drain
  asyncio.StreamWriter.start_tls
  asyncio.StreamWriter.wait_closed
  asyncio.subprocess.Process.communicate
  asyncio.subprocess.Process.wait
`)

/** Functions that start their work at once and give a future for its result. */
export const futureFunctions = names(`
  asyncio.gather
  asyncio.shield
  asyncio.wrap_future
  asyncio.AbstractEventLoop.run_in_executor
`)

/** Functions that start a coroutine as a task. What they are given is taken care of; what they give is a task. */
export const taskFunctions = names(`
  asyncio.create_task
  asyncio.ensure_future
  asyncio.AbstractEventLoop.create_task
`)

/** Decorators that leave a coroutine function one. */
export const neutralDecorators = names(`
  abc.abstractmethod
  builtins.classmethod
  builtins.staticmethod
  functools.wraps
  typing.final
  typing.override
  typing_extensions.final
  typing_extensions.override
`)
