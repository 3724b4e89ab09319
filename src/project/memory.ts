import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Trees are many small objects that soon are garbage; the engine lets gigabytes of them lie before it looks. */
const MOST_BYTES = 400_000_000

let collect: (() => void) | undefined

/** Collects garbage where there is much of it. Asked between files. */
export function freeMemory(): void {
  if (process.memoryUsage().heapUsed < MOST_BYTES) return
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
