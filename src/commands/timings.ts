import { type Timings, timings } from '../stopwatch.ts'

/** Of files and pitfalls this many are named; there are no more phases than this. */
const SLOWEST = 12

/** Prints on stderr where the time of the run went. */
export function printTimings(): void {
  const measured = timings()
  if (measured) process.stderr.write(timingsTable(measured))
}

/** The phases, which add up to the total, and what took longest; in milliseconds. */
function timingsTable({ phases, transforms, files }: Timings): string {
  const total = Object.values(phases).reduce((sum, milliseconds) => sum + milliseconds, 0)
  const parts = [
    [['ms', 'phase'], ...slowest(phases), row(['total', total])],
    [['ms', 'slowest files'], ...slowest(files)],
    [['ms', 'slowest pitfalls, of `analyse`'], ...slowest(transforms)],
  ]
  return parts.map(part => `\n${part.map(([time = '', name]) => `${time.padStart(9)}  ${name}\n`).join('')}`).join('')
}

function slowest(times: Timings['files']): string[][] {
  return Object.entries(times)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SLOWEST)
    .map(row)
}

function row([name, milliseconds]: readonly [string, number]): string[] {
  return [milliseconds.toFixed(1), name]
}
