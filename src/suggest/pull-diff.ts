import { filesOf } from '../report/diff.ts'

/** A line of a file as the pull request leaves it, and its number before, where it was there already. */
interface HeadLine {
  readonly text: string
  readonly old?: number
}

/** Neighbouring lines that the diff of a pull request shows: comments can stand on these and on no others. */
export interface Hunk {
  /** The number of the first line, from 1. */
  readonly first: number
  readonly lines: readonly HeadLine[]
  /** Whether no line break follows the last line. */
  readonly isUnended: boolean
}

/** What a pull request changes in one file. Paths are those from the root of the repository. */
export interface FileDiff {
  readonly path: string
  readonly oldPath: string
  readonly hunks: readonly Hunk[]
}

/** What a pull request changes, by path. */
export type PullDiff = ReadonlyMap<string, FileDiff>

/** Reads a diff as git writes it. */
export function pullDiff(patch: string): PullDiff {
  const files = filesOf(patch).filter(({ newFileName }) => newFileName?.startsWith('b/'))
  return new Map(
    files.map(({ oldFileName = '', newFileName = '', hunks }) => {
      const path = newFileName.slice(2)
      const oldPath = oldFileName.startsWith('a/') ? oldFileName.slice(2) : path
      return [path, { path, oldPath, hunks: hunks.map(hunkOf) }]
    }),
  )
}

/** Reads the diff of one file, which may lack the lines that name it. */
export function fileDiff(path: string, oldPath: string, patch: string): FileDiff {
  return { path, oldPath, hunks: filesOf(patch).flatMap(file => file.hunks.map(hunkOf)) }
}

/** The hunk that holds all lines from one to another. */
export function hunkWith(hunks: readonly Hunk[], first: number, last = first): Hunk | undefined {
  return hunks.find(hunk => hunk.first <= first && last < hunk.first + hunk.lines.length)
}

function hunkOf({ oldStart, newStart, lines }: ReturnType<typeof filesOf>[number]['hunks'][number]): Hunk {
  const head: HeadLine[] = []
  let old = oldStart
  for (const line of lines) {
    if (line.startsWith('+')) head.push({ text: line.slice(1) })
    else if (line.startsWith(' ')) head.push({ text: line.slice(1), old: old++ })
    else if (line.startsWith('-')) old++
  }
  const kept = lines.findLastIndex(line => /^[ +]/.test(line))
  return { first: newStart, lines: head, isUnended: lines[kept + 1]?.startsWith('\\') ?? false }
}
