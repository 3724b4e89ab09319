const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

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
