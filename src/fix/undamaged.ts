import type { PythonFile } from '../semantics/python-file.ts'
import type { Span } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'
import { importEdits } from './imports.ts'

/** Why a fix is not made where a syntax error decides what its code is. */
export const NEAR_AN_ERROR = 'a syntax error is near, so this code may not be what it seems'

/** Whether a file does not parse as it is, so that an edit may only show more of what is wrong with it. */
export function isBroken(file: PythonFile): boolean {
  return file.tree.errors.length > 0
}

/** Refuses a fix that would touch, or import something beside, what does not parse. */
export function requireUndamaged(spans: readonly Span[], imports: readonly string[], fix: FixBuilder): void {
  const { file } = fix
  if (!isBroken(file)) return
  if ([...spans, ...importEdits(file, imports)].some(file.isDamaged)) fix.refuse(NEAR_AN_ERROR)
}
