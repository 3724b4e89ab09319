import { isMainThread } from 'node:worker_threads'
import { main, unexpected } from './cli.ts'
import type { Part } from './run/worker.ts'

/** What a thread of the bundle does. */
export const work = async (files: readonly string[]): Promise<Part> => (await import('./run/worker.ts')).work(files)

if (isMainThread) begin()

function begin(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has seen enough (`aiomend diff | head`).
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`aiomend: standard output: ${error.message}\n`)
    process.exit(2)
  })
  // Nobody reads the messages; the work goes on.
  process.stderr.on('error', () => {})
  process.on('uncaughtException', error => {
    process.stderr.write(`aiomend: ${unexpected(error)}\n`)
    process.exit(2)
  })

  // What ends without having come to its end has failed.
  process.exitCode = 2
  main(process.argv.slice(2)).then(code => {
    process.exitCode = code
    // Once all is written: to wait for what the engine still compiles in the background would be for nothing.
    process.stdout.write('', () => process.stderr.write('', () => process.exit()))
  })
}
