/** Names of files, with the text before and after. */
export type Tree = ReadonlyMap<string, readonly [before: string, after: string]>

export function treeOf(count: number): Tree
export function lay(root: string, files: Tree): void
export function lookAt(root: string, files: Tree): { old: number; new: number; torn: string[]; strays: string[] }
export function aiomend(
  root: string,
  args: readonly string[],
  options?: { at?: string; count?: string },
): { status: number | null; signal: string | null; stdout: string; stderr: string }
