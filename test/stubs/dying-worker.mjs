import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Dies, as a thread without memory does, over the file that says so. */
export function work(files) {
  if (files.some(file => readFileSync(file, 'utf8').startsWith('# kills'))) process.exit(1)
  const outcomes = files.map(file => [path.resolve(file), { outcome: { path: file, problems: ['seen'] } }])
  return {
    page: { sights: new Map(), files: Object.fromEntries(outcomes) },
    news: { searches: [], summaries: [] },
    timings: undefined,
  }
}
