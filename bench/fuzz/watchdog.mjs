// Ends a run that hangs, for a program that hangs cannot do so itself.
import { isMainThread, Worker, workerData } from 'node:worker_threads'

/** Gives what is to be called with the number of each file before its turn, and with nothing after the last. */
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
  setInterval(() => {
    const now = Atomics.load(shared, 0)
    if (now === last && now >= 0) {
      console.error(`file ${now} hangs: over ${seconds} seconds`)
      process.kill(process.pid, 'SIGKILL')
    }
    last = now
  }, seconds * 1000)
}
