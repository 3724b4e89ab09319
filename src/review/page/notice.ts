/// <reference lib="dom" />
import { ServerError } from './api.ts'
import { button, byId } from './dom.ts'

/** Says something above the page, with what can be done about it. */
export function say(kind: 'good' | 'bad', text: string, ...actions: readonly Node[]): void {
  const notice = byId('notice')
  notice.className = kind
  notice.hidden = false
  notice.replaceChildren(text, ...actions, button('✕', { class: 'close', 'aria-label': 'Close this message' }, hush))
}

export function hush(): void {
  byId('notice').hidden = true
}

/** Does what the server may refuse, and says so; where files are in the way, `readAgain` is offered. */
export async function attempt(work: () => Promise<void>, readAgain: (paths: readonly string[]) => void): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    const { paths = [], reason } = error.refused
    if (paths.length === 0) say('bad', reason ?? error.message)
    else
      say(
        'bad',
        `Nothing was written: ${reason}.`,
        button('Read again', {}, () => readAgain(paths)),
      )
  }
}
