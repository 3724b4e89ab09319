export type Runtime = 'asyncio' | 'trio' | 'anyio'

/** What asyncio's names are called in code that runs under another library. */
export const runtimeNames: { readonly [R in Runtime]: ReadonlyMap<string, string> } = {
  asyncio: new Map(),
  trio: new Map([
    ['asyncio.sleep', 'trio.sleep'],
    ['asyncio.to_thread', 'trio.to_thread.run_sync'],
  ]),
  anyio: new Map([
    ['asyncio.sleep', 'anyio.sleep'],
    ['asyncio.to_thread', 'anyio.to_thread.run_sync'],
  ]),
}

/** Libraries with event loops of their own, or that make blocking calls cooperative: asyncio may not run what they run. */
export const foreignRuntimes: readonly string[] = [
  'amaranth',
  'cocotb',
  'curio',
  'esphome',
  'eventlet',
  'gevent',
  'pants',
  'twisted',
  'uasyncio',
]
