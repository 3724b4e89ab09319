/** How fixes are written, as the user chose it. */
export interface FixOptions {
  /** The form in which a blocking call moves to a thread; `to-thread` needs Python 3.9. */
  readonly executor: 'run-in-executor' | 'to-thread'
  /** Where a function of the project that computes for long moves to: a process has an interpreter lock of its own. */
  readonly cpuExecutor: 'thread' | 'process'
  /** Whether tasks that belong together are started in an `asyncio.TaskGroup`, from Python 3.11 on. */
  readonly taskGroup?: boolean
}
