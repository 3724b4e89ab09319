import { diffArrays } from 'diff'

/** Files by path. */
export type Files = Readonly<Record<string, string>>

/** A file with the suggestion of a comment in the place of its lines. */
export function applied(text: string, body: string, first: number, last: number): string {
  const [, , block] = /^(`{3,})suggestion(?:\S*)\n([\s\S]*?)^\1$/m.exec(body) ?? []
  if (block === undefined) throw new Error(`no suggestion in ${body}`)
  const lines = text.split('\n')
  lines.splice(first - 1, last - first + 1, ...(block === '' ? [] : block.slice(0, -1).split('\n')))
  return lines.join('\n')
}

/** Where some lines are after a change, if they are still there and together. */
export function movedTo(first: number, last: number, before: string[], after: string[]): number | undefined {
  let [old, now] = [1, 1]
  for (const { added, removed, count = 0 } of diffArrays(before, after)) {
    if (!added && !removed && old <= first && last < old + count) return now + first - old
    if (!added) old += count
    if (!removed) now += count
  }
  return undefined
}
