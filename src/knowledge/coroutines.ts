const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Functions that start their work at once and give a future for its result. */
export const futureFunctions = names(`
  asyncio.gather
  asyncio.shield
  asyncio.wrap_future
  asyncio.AbstractEventLoop.run_in_executor
`)

/** Callables that run what they are given, which has to be awaitable; some take several. */
export const runners = names(`
  asyncio.run
  asyncio.create_task
  asyncio.ensure_future
  asyncio.gather
  asyncio.run_coroutine_threadsafe
  asyncio.shield
  asyncio.wait_for
  asyncio.AbstractEventLoop.create_task
  asyncio.AbstractEventLoop.run_until_complete
  asyncio.Runner.run
  asyncio.TaskGroup.create_task
`)

/** Functions that start a coroutine as a task. What they are given is taken care of; what they give is a task. */
export const taskFunctions = names(`
  asyncio.create_task
  asyncio.ensure_future
  asyncio.AbstractEventLoop.create_task
`)
