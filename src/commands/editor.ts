import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { trustingNobody } from '../source/git.ts'

const NOTE = '#|'

/**
 * What somebody makes in an editor of the lines that are to be written to a file in place of others, with LF between
 * them; undefined where they delete them all, or the editor fails.
 */
export function editedLines(name: string, before: string, proposed: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-edit-'))
  try {
    const file = path.join(folder, path.basename(name))
    const notes = [
      `What is to be written to ${name}. Lines that begin with ${NOTE} are dropped;`,
      'where nothing else is left the place stays as it is, which is:',
      ...linesOf(before),
    ]
    const lines = [...notes.map(note => `${NOTE} ${note}`), ...linesOf(proposed)]
    writeFileSync(file, lines.map(line => `${line}\n`).join(''))
    if (!hasEdited(file)) return undefined
    const written = linesOf(readFileSync(file, 'utf8').replace(/\r?\n$/, '')).filter(line => !line.startsWith(NOTE))
    return written.every(line => line.trim() === '') ? undefined : written.join('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/)
}

/** Runs the editor that git would use. https://git-scm.com/docs/git-var#Documentation/git-var.txt-GITEDITOR */
function hasEdited(file: string): boolean {
  const asked = spawnSync('git', [...trustingNobody('.'), 'var', 'GIT_EDITOR'], { encoding: 'utf8' })
  const editor = asked.stdout?.trim() || process.env.VISUAL || process.env.EDITOR || 'vi'
  const stdio = [process.stdin.isTTY ? 'inherit' : 'ignore', 'inherit', 'inherit'] as ('inherit' | 'ignore')[]
  const { status } =
    process.platform === 'win32'
      ? spawnSync(`${editor} "${file}"`, { shell: true, stdio })
      : spawnSync('sh', ['-c', `${editor} "$@"`, editor, file], { stdio })
  return status === 0
}
