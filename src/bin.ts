#!/usr/bin/env node
import { main } from './cli.ts'

process.stdout.on('error', error => {
  // The reader of a pipe has seen enough (`aiomend diff | head`).
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await main(process.argv.slice(2))
