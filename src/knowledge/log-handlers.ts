/** Handlers that wait for another machine at every record, by qualified name, and what they wait for. */
export const networkHandlers: ReadonlyMap<string, string> = new Map([
  ['logging.handlers.HTTPHandler', 'a web server'],
  ['logging.handlers.SMTPHandler', 'a mail server'],
  ['logging.handlers.SocketHandler', 'a log server'],
  ['logging.handlers.SysLogHandler', 'a log server'],
])

/** What runs an event loop when it is called. */
export const loopRunners: readonly string[] = [
  'aiohttp.web.run_app',
  'anyio.run',
  'asyncio.AbstractEventLoop.run_forever',
  'asyncio.AbstractEventLoop.run_until_complete',
  'asyncio.Runner',
  'asyncio.run',
  'hypercorn.asyncio.serve',
  'trio.run',
  'uvicorn.run',
]
