import path from 'node:path'
import { matchesWhole, nameMatcher, type Wild } from './wildcards.ts'

/** What patterns say of a path: the last that speaks of it counts, but nothing below an ignored folder comes back. */
export type Verdict = 'ignored' | 'unignored' | undefined

/** Patterns, compiled. A path is relative to where they hold, with `/`, and with one at its end if it is a folder. */
export type Patterns = (path: string) => Verdict

interface Rule {
  readonly isNegated: boolean
  readonly isForFolders: boolean
  readonly folders: Wild<string>
}

const compiled = new Map<string, Patterns>()

/** Patterns as a .gitignore has them, compiled once. https://git-scm.com/docs/gitignore#_pattern_format */
export function compilePatterns(patterns: string | readonly string[]): Patterns {
  const key = typeof patterns === 'string' ? patterns : patterns.join('\n')
  const known = compiled.get(key)
  if (known) return known
  const rules = key.split(/\r?\n/).flatMap(ruleOf)
  const verdict = (name: string): Verdict => {
    const parts = name.split('/')
    const isFolder = parts.at(-1) === ''
    if (isFolder) parts.pop()
    for (let depth = 1; depth < parts.length; depth++) {
      if (last(rules, parts.slice(0, depth), true) === 'ignored') return 'ignored'
    }
    return last(rules, parts, isFolder)
  }
  compiled.set(key, verdict)
  return verdict
}

/** Whether a file matches one of some patterns, written as in a .gitignore in the root folder. */
export function matchesAny(patterns: readonly string[] | undefined, file: string, root: string): boolean {
  if (patterns === undefined || patterns.length === 0) return false
  const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/')
  const isBelow = relative !== '' && !relative.startsWith('../') && !path.isAbsolute(relative)
  return isBelow && compilePatterns(patterns)(relative) === 'ignored'
}

function last(rules: readonly Rule[], parts: readonly string[], isFolder: boolean): Verdict {
  const rule = rules.findLast(each => (isFolder || !each.isForFolders) && matchesWhole(each.folders, parts))
  return rule && (rule.isNegated ? 'unignored' : 'ignored')
}

function ruleOf(line: string): Rule[] {
  const text = line.replace(/^\.\//, '')
  if (text.startsWith('#')) return []
  const isNegated = text.startsWith('!')
  const body = withoutTrailingSpaces(isNegated ? text.slice(1) : text)
  const isForFolders = body.endsWith('/')
  const names = (isForFolders ? body.slice(0, -1) : body).split('/')
  if (names.join('') === '') return []
  const isAnchored = names.length > 1
  if (names[0] === '') names.shift()
  const folders: Wild<string>[number][] = isAnchored ? [] : ['*']
  for (const [index, name] of names.entries()) {
    if (isAnchored && /^\*{2,}$/.test(name)) {
      folders.push('*')
      // What stands last is all that lies within.
      if (index === names.length - 1) folders.push(() => true)
      continue
    }
    const matcher = nameMatcher(name)
    if (!matcher) return []
    folders.push(matcher)
  }
  return [{ isNegated, isForFolders, folders }]
}

/** Spaces at the end do not count, unless a backslash stands before them. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ' && text[end - 2] !== '\\') end--
  return text.slice(0, end)
}
