import ignore, { type Ignore } from 'ignore'

/** Compiles patterns as a .gitignore has them. https://git-scm.com/docs/gitignore#_pattern_format */
export function compilePatterns(patterns: string | readonly string[]): Ignore {
  return ignore().add(patterns)
}
