import pc from 'picocolors'

export type Painter = ReturnType<typeof pc.createColors>

export type ColorChoice = 'auto' | 'always' | 'never'

/** Colours for a stream: by the user's word, else on a terminal unless NO_COLOR is set (https://no-color.org). */
export function painterFor(choice: ColorChoice, stream: { readonly isTTY?: boolean }): Painter {
  if (choice !== 'auto') return pc.createColors(choice === 'always')
  if (process.env.NO_COLOR) return pc.createColors(false)
  const isForced = !['', '0', 'false'].includes(process.env.FORCE_COLOR ?? '')
  return pc.createColors(isForced || (stream.isTTY === true && process.env.TERM !== 'dumb'))
}
