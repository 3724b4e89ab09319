import { satisfies, validRange } from '@renovatebot/pep440'

const OLDEST = 8
const NEWEST = 14
/** Versions to come, of which aiomend knows no more than of the newest. */
const FUTURE = 30

/**
 * The lowest minor version 3.N that a `requires-python` admits, the newest known at most; undefined where it says
 * nothing usable. https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function lowestMinor(requires: string): number | undefined {
  if (!validRange(requires)) return undefined
  for (let minor = OLDEST; minor <= FUTURE; minor++) {
    // `>=3.8.1` refuses 3.8.0, and `<3.9.5` refuses 3.9.99: either means the minor version is in use.
    if (satisfies(`3.${minor}.0`, requires) || satisfies(`3.${minor}.99`, requires)) return Math.min(minor, NEWEST)
  }
  return undefined
}

/** The minor version that `py39`, `py310` … name. */
export function minorOf(target: string): number | undefined {
  const minor = Number(/^py3(\d{1,2})$/.exec(target)?.[1])
  return minor >= OLDEST && minor <= NEWEST ? minor : undefined
}
