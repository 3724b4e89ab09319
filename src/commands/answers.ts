import readline from 'node:readline'

/** Where the answers to questions come from; `undefined` when there are no more. */
export interface Answers {
  /** Asks a question on standard output; the answer is a key on a terminal, a line from a pipe. */
  ask(question: string): Promise<string | undefined>
  close(): void
}

/** Reads answers from standard input, as `git add -p` does with `interactive.singleKey`. */
export function answersFrom(input: NodeJS.ReadStream): Answers {
  return input.isTTY ? keysOf(input) : linesOf(input)
}

function linesOf(input: NodeJS.ReadStream): Answers {
  const reader = readline.createInterface({ input })
  const lines = reader[Symbol.asyncIterator]()
  return {
    ask: async question => {
      process.stdout.write(question)
      const { value, done } = await lines.next()
      return done ? undefined : value.trim()
    },
    close: () => reader.close(),
  }
}

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

/** Single keys. Between questions the terminal is as it was, for an editor, and for Ctrl-C to end the program. */
function keysOf(input: NodeJS.ReadStream): Answers {
  const pressed: (string | undefined)[] = []
  let wake = () => {}
  const listen = (text: string | undefined, { ctrl, name }: Key) => {
    if (ctrl && name === 'c') interrupt(input)
    pressed.push(ctrl && name === 'd' ? undefined : (text ?? ''))
    wake()
  }
  readline.emitKeypressEvents(input)
  input.on('keypress', listen)
  return {
    ask: async question => {
      // What is typed as soon as the question stands there is a key already: Ctrl-D would be lost otherwise.
      if (pressed.length === 0) input.setRawMode(true)
      process.stdout.write(question)
      if (pressed.length === 0) {
        input.resume()
        await new Promise<void>(resolve => {
          wake = resolve
        })
        input.setRawMode(false)
        input.pause()
      }
      return pressed.shift()
    },
    close: () => {
      input.off('keypress', listen)
      input.pause()
    },
  }
}

/** Ends the program as Ctrl-C does where the terminal is not read key by key. */
function interrupt(input: NodeJS.ReadStream): void {
  input.setRawMode(false)
  process.stdout.write('\n')
  process.kill(process.pid, 'SIGINT')
}
