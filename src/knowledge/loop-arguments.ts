/** What took `loop=` until Python 3.10: https://docs.python.org/3/whatsnew/3.10.html#changes-in-the-python-api */
export const loopTakers: ReadonlySet<string> = new Set(
  `BoundedSemaphore Condition Event LifoQueue Lock PriorityQueue Queue Semaphore as_completed create_subprocess_exec
  create_subprocess_shell gather open_connection open_unix_connection shield sleep start_server start_unix_server wait
  wait_for`
    .split(/\s+/)
    .map(name => `asyncio.${name}`),
)

/** What is bound to a loop when it is made before Python 3.10, and when it is used since then. */
export const lazyPrimitives: readonly string[] = [
  ...['asyncio.BoundedSemaphore', 'asyncio.Condition', 'asyncio.Event', 'asyncio.LifoQueue', 'asyncio.Lock'],
  ...['asyncio.PriorityQueue', 'asyncio.Queue', 'asyncio.Semaphore'],
]
