// Ends a run that hangs, for a program that hangs cannot do so itself.
import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

/**
 * Gives what is to be called with the number of each file before its turn, and with nothing after the last. The seconds are those
 * of the processor, for other programs may have most of it.
 */
export function watch(seconds) {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL(import.meta.url), { workerData: { shared, seconds } })
  return index => {
    Atomics.store(shared, 0, index ?? -1)
    if (index === undefined) worker.terminate()
  }
}

if (!isMainThread) {
  const { shared, seconds } = workerData
  let last = -1
  let since = 0
  setInterval(() => {
    const [now, used] = [Atomics.load(shared, 0), process.cpuUsage().user / 1e6]
    if (now !== last) [last, since] = [now, used]
    if (now < 0 || used - since < seconds) return
    writeSync(2, `file ${now} hangs: over ${seconds} seconds\n`)
    process.kill(process.pid, 'SIGKILL')
  }, 1000)
}
