import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inPackage, version } from '../package.ts'

/** So much of a stack says where something went wrong. */
const MOST_FRAMES = 5

/** Whether an error is what the system said, or the user is to mend, and not a bug. */
export function isExpected(error: unknown): error is Error {
  return error instanceof Error && ('syscall' in error || error.name === 'UsageError')
}

/** What to say of an error that nobody expected: that it is a bug, and a few lines to paste into a report of it. */
export function bugReport(what: string, error: unknown): string {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const frames = stack.split('\n').filter(line => /^ +at /.test(line))
  const root = inPackage(path.sep)
  const own = frames.map(line => line.trim().replaceAll(pathToFileURL(root).href, '').replaceAll(root, ''))
  const lines = [
    `aiomend ${version()}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
    `${name}: ${message}`,
    ...own.slice(0, MOST_FRAMES),
  ]
  return `${what}, which is a bug of aiomend: ${message}\n  Please report it with these lines:\n${lines.map(line => `    ${line}`).join('\n')}`
}
