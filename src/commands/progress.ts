import type { Outcome } from '../run/run.ts'

/** There is no line until the process is so old, and it does not change again so soon; in milliseconds. */
const PATIENCE = 1000
const PAUSE = 100

/** What of a terminal is needed. */
export interface Terminal {
  readonly columns?: number
  write(text: string): unknown
}

/** The line that says how far a run is. */
export interface Progress {
  /** How many files there are. */
  readonly expect: (files: number) => void
  /** So many more files are done, and so much was found in them, before their outcomes are passed on. */
  readonly ahead: (files: number, found: number) => void
  /** Passes the outcomes on; whatever is printed about one finds the line gone. */
  readonly watch: (outcomes: Iterable<Outcome>) => Iterable<Outcome>
}

/** Shows on a terminal how many files are done, what was found in them, and how long the others take at that rate; `now` counts from when the process began. */
export function progressOn(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const begin = now()
  let [all, done, findings, drawn] = [0, 0, 0, 0]
  let isThere = false

  const draw = () => {
    const time = now()
    if (time < PATIENCE || time - drawn < PAUSE) return
    const left = Math.ceil(((time - begin) / done) * ((all - done) / 1000))
    const line = `${done} of ${all} files, ${findings} pitfall${findings === 1 ? '' : 's'}, about ${left} s left`
    terminal.write(`\r\x1b[2K${line.slice(0, (terminal.columns ?? 80) - 1)}`)
    isThere = true
    drawn = time
  }
  const erase = () => {
    if (isThere) terminal.write('\r\x1b[2K')
    isThere = false
  }

  return {
    expect: files => {
      all = files
    },
    ahead: (files, found) => {
      done += files
      findings += found
      draw()
    },
    watch: function* (outcomes) {
      ;[done, findings] = [0, 0]
      try {
        for (const outcome of outcomes) {
          done++
          findings += outcome.mended?.findings.length ?? 0
          if (mayBePrinted(outcome)) erase()
          yield outcome
          draw()
        }
      } finally {
        erase()
      }
    },
  }
}

function mayBePrinted({ mended, problems, notice }: Outcome): boolean {
  return problems.length > 0 || notice !== undefined || (mended?.findings.length ?? 0) > 0
}
