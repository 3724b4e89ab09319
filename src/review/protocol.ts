/** What the server and the page say to each other, as JSON. */

/** All findings, and what is the same for many of them. */
export interface Listing {
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly pitfalls: Readonly<Record<string, Pitfall>>
  readonly findings: readonly Listed[]
}

export interface Pitfall {
  readonly title: string
  readonly why: string
}

/** `manual`: there is no fix, but a sentence that says what a person should write. */
export type Safety = 'safe' | 'unsafe' | 'manual'

export interface Listed {
  /** The fingerprint. */
  readonly id: string
  readonly pitfall: string
  readonly path: string
  readonly line: number
  readonly safety: Safety
}

/** One finding as it is shown. */
export interface Details {
  readonly id: string
  readonly message: string
  /** What it rests on, where other code was looked at. */
  readonly because: readonly string[]
  readonly cautions: readonly string[]
  /** Why there is no fix. */
  readonly refused?: string
  /** What the fix changes where it is made alone; where there is none, the lines that the finding is about. */
  readonly files: readonly FileChange[]
}

export interface FileChange {
  readonly path: string
  readonly hunks: readonly (readonly Row[])[]
}

/** One line before and after; where one is missing, the other is removed or added. */
export interface Row {
  readonly before?: Side
  readonly after?: Side
  readonly isChange: boolean
}

export interface Side {
  readonly line: number
  readonly pieces: readonly Piece[]
}

/** A text, the name of its highlighting, and whether it differs from the other side of a changed row. */
export type Piece = readonly [text: string, name: string, isChanged: boolean]

/** What came of applying fixes. */
export interface Applied {
  readonly fixed: number
  /** The files that were written. */
  readonly written: readonly string[]
  /** The ids of the fixes that others have changed since they were accepted, and that were not made. */
  readonly left: readonly string[]
}

/** Why nothing was written: these files are no longer as they were read, or could not be written. */
export interface Refused {
  readonly reason: string
  readonly paths: readonly string[]
}
