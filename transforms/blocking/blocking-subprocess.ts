import { subprocess } from '../../src/knowledge/blocking.ts'
import { blockingCall, callsTo, defineTransform, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'Waiting for a child process in a coroutine stops the whole event loop',
  why: 'No other task runs until the child process has ended.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, subprocess.run, command)`',
  safety: 'safe; unsafe for methods of a `Popen` object',
  leaves: [
    '`subprocess.Popen(…)` itself, which returns at once',
    'a call in a nested function or lambda, which may run in a thread',
  ],
  level: 'warning',
  codes: ['ASYNC220', 'ASYNC221', 'ASYNC222', 'ASYNC101'],
  see: ['https://docs.python.org/3/library/asyncio-subprocess.html'],
  on: onLoop(callsTo(subprocess)),
  check: (call, file) =>
    blockingCall(call, file, subprocess, name => `\`${name}\` waits for a child process, and the event loop with it`),
})
