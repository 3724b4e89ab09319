import type { Reported, ReportedFix } from './report.ts'

/** The command that makes the fix of a finding, as a shell takes it: it names all files that the fix changes. */
export function commandFor(
  { transform, path }: Pick<Reported, 'transform' | 'path'>,
  { edits, cautions }: ReportedFix,
  options: readonly string[] = [],
): string {
  const unsafe = cautions.length > 0 ? ['--unsafe'] : []
  const paths = new Set([path, ...edits.map(edit => edit.path)])
  return ['aiomend', 'fix', ...unsafe, ...options, '--select', transform, ...paths].map(quoted).join(' ')
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
