/** Something that takes a plain callable and calls it, or has it called. */
export interface CallbackTaker {
  /** The index of the positional argument that is the callable. */
  readonly at: number
  /** The keyword by which it may be given instead. */
  readonly keyword?: string
  /** What calls it: another thread, another process, the event loop between its tasks, or the taker itself before it returns. */
  readonly runsIn: 'thread' | 'process' | 'loop' | 'caller'
}

const takers = (
  runsIn: CallbackTaker['runsIn'],
  rows: Readonly<Record<string, readonly [at: number, keyword?: string]>>,
): [string, CallbackTaker][] =>
  Object.entries(rows).map(([name, [at, keyword]]) => [name, { at, runsIn, ...(keyword !== undefined && { keyword }) }])

/** The callables of libraries that take a plain callable, by qualified name; what is an executor's depends on its class. */
export const callbackTakers: ReadonlyMap<string, CallbackTaker> = new Map([
  ...takers('thread', {
    '_thread.start_new_thread': [0],
    'anyio.to_thread.run_sync': [0],
    'asyncio.AbstractEventLoop.run_in_executor': [1, 'func'],
    'asyncio.to_thread': [0],
    'concurrent.futures.ThreadPoolExecutor.map': [0],
    'concurrent.futures.ThreadPoolExecutor.submit': [0],
    'threading.Thread': [1, 'target'],
    'threading.Timer': [1, 'function'],
    'trio.to_thread.run_sync': [0],
  }),
  ...takers('process', {
    'concurrent.futures.ProcessPoolExecutor.map': [0],
    'concurrent.futures.ProcessPoolExecutor.submit': [0],
    'multiprocessing.Process': [1, 'target'],
  }),
  ...takers('loop', {
    'asyncio.AbstractEventLoop.add_reader': [1],
    'asyncio.AbstractEventLoop.add_signal_handler': [1],
    'asyncio.AbstractEventLoop.add_writer': [1],
    'asyncio.AbstractEventLoop.call_at': [1],
    'asyncio.AbstractEventLoop.call_later': [1],
    'asyncio.AbstractEventLoop.call_soon': [0],
    'asyncio.AbstractEventLoop.call_soon_threadsafe': [0],
    'asyncio.Future.add_done_callback': [0],
    'asyncio.Task.add_done_callback': [0],
  }),
  ...takers('caller', {
    'builtins.filter': [0],
    'builtins.map': [0],
    'functools.reduce': [0],
  }),
])
