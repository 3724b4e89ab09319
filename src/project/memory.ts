import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Trees are many small objects that soon are garbage; the engine lets gigabytes of them lie before it looks. */
const MOST_BYTES = 400_000_000

/** How many bytes may be used before it is worth looking again: what a collection leaves is in use. */
let limit = MOST_BYTES
let most = MOST_BYTES
let collect: (() => void) | undefined

/** Says that so many threads share the memory. */
export function shareMemory(threads: number): void {
  most = MOST_BYTES / threads
  limit = most
}

/** Collects garbage where there is much of it. Asked between files. */
export function freeMemory(): void {
  if (getHeapStatistics().used_heap_size < limit) return
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  limit = Math.max(most, 1.5 * getHeapStatistics().used_heap_size)
}
