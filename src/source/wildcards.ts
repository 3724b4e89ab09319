/** A pattern of characters or of folders: one of them at a time, or any number where it says `*`. */
export type Wild<T> = readonly ('*' | ((item: T) => boolean))[]

/** Whether a pattern matches a whole list. The time is at most the product of both lengths, whatever they are. */
export function matchesWhole<T>(pattern: Wild<T>, items: readonly T[]): boolean {
  let [at, from, star] = [0, 0, -1]
  let item = 0
  while (item < items.length) {
    const part = pattern[at]
    if (part === '*') {
      star = at++
      from = item
    } else if (part?.(items[item] as T)) {
      at++
      item++
    } else if (star >= 0) {
      // Only the last star can have to take more: what stands before it has matched as early as it can.
      at = star + 1
      item = ++from
    } else return false
  }
  return pattern.slice(at).every(part => part === '*')
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z\d]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
}

/**
 * A pattern of one name, as a .gitignore has it: `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]` and `\` before a character that
 * stands for itself; undefined for one that matches nothing. https://git-scm.com/docs/gitignore#_pattern_format
 */
export function nameMatcher(glob: string): ((name: string) => boolean) | undefined {
  const characters = [...glob]
  const pattern: ('*' | ((character: string) => boolean))[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]
    if (character === '*') pattern.push('*')
    else if (character === '?') pattern.push(() => true)
    else if (character === '[') {
      const set = setAt(characters, at)
      if (!set) return undefined
      pattern.push(set.matches)
      at = set.end
    } else {
      const literal = character === '\\' ? characters[++at] : character
      if (literal === undefined) return undefined
      pattern.push(each => each === literal)
    }
  }
  return name => matchesWhole(pattern, [...name])
}

/** The set of characters that begins at a bracket, and where its own bracket ends it. */
function setAt(characters: readonly string[], start: number) {
  let at = start + 1
  const isNegated = characters[at] === '!' || characters[at] === '^'
  if (isNegated) at++
  const tests: ((character: string) => boolean)[] = []
  for (let first = true; first || characters[at] !== ']'; first = false) {
    if (characters[at] === undefined) return undefined
    const [, name, rest] = /^\[:(\w*):\](.*)/s.exec(characters.slice(at, at + 12).join('')) ?? []
    if (name !== undefined && rest !== undefined) {
      const known = POSIX[name]
      if (!known) return undefined
      tests.push(character => known.test(character))
      at += name.length + 4
      continue
    }
    const [low, next] = memberAt(characters, at)
    const isRange = characters[next] === '-' && characters[next + 1] !== ']' && characters[next + 1] !== undefined
    const [high, end] = isRange ? memberAt(characters, next + 1) : [low, next]
    tests.push(character => low <= character && character <= high)
    at = end
  }
  return { end: at, matches: (character: string) => tests.some(test => test(character)) !== isNegated }
}

/** A character of a set, and what follows it. */
function memberAt(characters: readonly string[], at: number): [member: string, next: number] {
  return characters[at] === '\\' ? [characters[at + 1] ?? '', at + 2] : [characters[at] ?? '', at + 1]
}
