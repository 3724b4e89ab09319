/** Words without one of which no code defines, awaits, runs or names anything asynchronous, nor uses a library that does. */
const WORDS: readonly string[] = [
  ...['async', 'await', 'Async', 'Await', 'oroutine', 'anext', 'aclos', 'run_forever', 'run_until_complete'],
  ...['aio', 'anyio', 'trio', 'uvicorn'],
]

/** The short ones are letters of other words too, as in `trunctaion`. */
const PATTERN = new RegExp(WORDS.map(word => (word.length > 4 ? word : `(?<![A-Za-z])${word}|${word}\\b`)).join('|'))

/** Words without one of which no code starts a thread, unless it does so by a name that another lends it. */
const THREADS = /hread|Timer|xecutor|\.submit\b|\.map\b/

/** A name for what starts threads that is not its own. */
const LENDS =
  /\b(?:Thread|Timer|start_new_thread)[ \t]+as\b|=[ \t]*[\w.]*\b(?:Thread|Timer|start_new_thread|submit|map)[ \t]*(?:[\r\n#;]|$)/

/** Whether code has something asynchronous, or a name for what starts threads, that others may get from it. */
export function gives(code: string): boolean {
  return (WORDS.some(word => code.includes(word)) && PATTERN.test(code)) || LENDS.test(code)
}

export function mayStartThreads(code: string): boolean {
  return THREADS.test(code)
}
