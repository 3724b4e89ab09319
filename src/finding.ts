import type { Span } from './syntax/node.ts'

/** Replace this span of this file by this text. `path` is the file's path as the run was given it. */
export interface Edit extends Span {
  readonly path: string
  readonly text: string
}

/** All edits of a fix are applied, or none. */
export interface Fix {
  /** In source order, none touching another. */
  readonly edits: readonly Edit[]
  /** Import statements that the edits need: `import asyncio`, `from asyncio import sleep`. They become edits once per file. */
  readonly imports: readonly string[]
  /** What `imports` come to where this fix is applied alone, for findings of the text as it came in. */
  readonly importEdits?: readonly Edit[]
  /** What may behave differently afterwards, as sentences. Empty means safe to apply unseen; else `--unsafe` is needed. */
  readonly cautions: readonly string[]
}

export type Level = 'error' | 'warning' | 'note'

/** One place where a pitfall occurs. Plain JSON: it crosses threads, caches and the editor unchanged. */
export interface Finding {
  /** The id of the transform that found it. */
  readonly transform: string
  /** The folder of the transform: `blocking`. */
  readonly family: string
  readonly level: Level
  readonly path: string
  readonly span: Span
  /** Names the finding as long as its statement stays: other lines, white space and the style of quotes may change. */
  readonly fingerprint: string
  /** What is wrong here, as a sentence without its full stop. */
  readonly message: string
  /** What the finding rests on, where other code was looked at: a clause for each step. */
  readonly because?: readonly string[]
  /** `likely` where one of these steps is inferred and not declared. */
  readonly confidence?: 'certain' | 'likely'
  /** Either what to do, or why nothing was done. */
  readonly outcome: { readonly fix: Fix } | { readonly refused: string }
}
