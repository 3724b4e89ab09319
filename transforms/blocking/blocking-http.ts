import { http } from '../../src/knowledge/blocking.ts'
import { blockingCall, callsTo, defineTransform, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'A synchronous HTTP request in a coroutine stops the whole event loop',
  why: 'No other task runs until the server has answered, which can take as long as its timeout.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, requests.get, url)`',
  safety: 'safe for functions of a module; unsafe for methods of a session or client',
  leaves: [
    'a request in a nested function or lambda, which may run in a thread',
    'a streamed response, and `with urlopen(…)`: reading goes on where the body is used (reported, with the advice)',
    'a name `requests` that is not the package: a parameter, an aiohttp session, `from curl_cffi import requests`',
  ],
  level: 'warning',
  codes: ['ASYNC210', 'ASYNC211', 'ASYNC212', 'ASYNC100'],
  see: ['https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor'],
  on: onLoop(callsTo(http)),
  check: (call, file) =>
    blockingCall(call, file, http, name => `\`${name}\` waits for the network, and the event loop with it`),
})
