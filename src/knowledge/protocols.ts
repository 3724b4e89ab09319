const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/**
 * Classes and functions whose objects have `__aenter__` and no `__enter__`, or one that only raises.
 * https://docs.python.org/3/reference/datamodel.html#asynchronous-context-managers
 */
export const asyncContexts = names(`
  asyncio.Condition
  asyncio.Lock
  asyncio.Semaphore
  asyncio.Server
  asyncio.TaskGroup
  asyncio.timeout
  asyncio.timeout_at
  contextlib.AsyncExitStack
  contextlib.aclosing
  aiofiles.open
  aiohttp.ClientSession
  aiosqlite.connect
  anyio.create_task_group
  asyncpg.create_pool
  httpx.AsyncClient
  trio.open_nursery
`)

/** Classes whose objects have `__aiter__` and no `__iter__`. */
export const asyncIterables = names(`
  asyncio.StreamReader
`)
