import { input } from '../../src/knowledge/blocking.ts'
import { blockingCall, callsTo, defineTransform, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: '`input()` in a coroutine stops the whole event loop',
  why: 'No other task runs until the person at the keyboard has pressed Enter.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, input, prompt)`',
  safety: 'safe',
  leaves: [
    'an `input` that is a parameter, a variable or a function of the file',
    'a call in a nested function or lambda',
  ],
  level: 'warning',
  codes: ['ASYNC250'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: onLoop(callsTo(input)),
  check: (call, file) =>
    blockingCall(call, file, input, name => `\`${name}\` waits for the keyboard, and the event loop with it`),
})
