import { database } from '../../src/knowledge/blocking.ts'
import { blockingCall, callsTo, defineTransform, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'A synchronous database call in a coroutine stops the whole event loop',
  why: 'No other task runs until the database has answered.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, cursor.execute, query)`',
  safety: 'unsafe',
  leaves: [
    'sqlite3 without `check_same_thread=False`: its objects belong to their thread (reported, with the advice)',
    'asynchronous drivers: `aiosqlite`, `asyncpg`, `psycopg.AsyncConnection`, `redis.asyncio`',
  ],
  level: 'warning',
  codes: ['ASYNC200'],
  see: ['https://docs.python.org/3/library/sqlite3.html#sqlite3.connect'],
  on: onLoop(callsTo(database)),
  check: (call, file) =>
    blockingCall(call, file, database, name => `\`${name}\` waits for the database, and the event loop with it`),
})
