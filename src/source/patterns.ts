import path from 'node:path'
import ignore, { type Ignore } from 'ignore'

const compiled = new Map<string, Ignore>()

/** Patterns as a .gitignore has them, compiled once. https://git-scm.com/docs/gitignore#_pattern_format */
export function compilePatterns(patterns: string | readonly string[]): Ignore {
  const key = typeof patterns === 'string' ? patterns : patterns.join('\n')
  const known = compiled.get(key)
  if (known) return known
  const rules = ignore({ ignorecase: false }).add(key.replace(/^\.\//gm, ''))
  compiled.set(key, rules)
  return rules
}

/** Whether a file matches one of some patterns, written as in a .gitignore in the root folder. */
export function matchesAny(patterns: readonly string[] | undefined, file: string, root: string): boolean {
  if (patterns === undefined || patterns.length === 0) return false
  const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/')
  const isBelow = relative !== '' && !relative.startsWith('../') && !path.isAbsolute(relative)
  return isBelow && compilePatterns(patterns).ignores(relative)
}
