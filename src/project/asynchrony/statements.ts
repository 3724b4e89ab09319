import type { Code } from './code.ts'

/** Statements that bind names by more than `=`, or have others in them. */
const COMPOUND = /^(?:async|case|class|def|elif|else|except|finally|for|if|match|try|type|while|with)\b/
/** Lines of which each word may be bound. */
const HEAD = /^[ \t]*(?:async|case|class|def|except|for|global|type|with)\b/

export interface Statement extends Code {
  /** The names that it may bind in its module. */
  readonly names: ReadonlySet<string>
  /** Where it begins. */
  readonly at: number
}

/** The place among strings, at or behind one, of the first that begins at an offset or later. */
export function firstFrom(offset: number, strings: Code['strings'], place: number): number {
  let first = place
  while (first < strings.length && (strings[first]?.at ?? 0) < offset) first++
  return first
}

/** The statements outside of functions and classes: each begins at the begin of a line, and outside of brackets. */
export function statementsIn({ text, strings }: Code): readonly Statement[] {
  const found: Statement[] = []
  let [begin, head, end, depth, string] = [0, 0, 0, 0, 0]
  for (const index of [...Array.from(text.matchAll(/^[^\s)\]}]/gm), ({ index }) => index), text.length]) {
    for (; end < index; end++) depth += nesting(text.charCodeAt(end))
    if (index < text.length && depth > 0) continue
    depth = 0
    const isDecorator = text[head] === '@'
    if (!isDecorator) {
      const first = string
      string = firstFrom(index, strings, string)
      const names = boundBy(text.slice(head, index))
      found.push({ text: text.slice(begin, index), strings: strings.slice(first, string), names, at: begin })
      begin = index
    }
    head = index
  }
  return found
}

/** By how much a character goes deeper into brackets. */
export function nesting(character: number): -1 | 0 | 1 {
  switch (character) {
    case 0x28: // (
    case 0x5b: // [
    case 0x7b: // {
      return 1
    case 0x29:
    case 0x5d:
    case 0x7d:
      return -1
    default:
      return 0
  }
}

/** The names that a statement may bind in its module. */
function boundBy(statement: string): Set<string> {
  const [, name] = /^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/.exec(statement) ?? []
  if (name !== undefined) {
    return new Set([name, ...globalsIn(statement)])
  }
  const names = [...statement.matchAll(/(\w+)[ \t]*:=/g)].map(([, name = '']) => name)
  if (!COMPOUND.test(statement)) return new Set([...names, ...wordsIn(targetsIn(statement))])
  const [header = ''] = /^[\s\S]*?:[ \t]*$/m.exec(statement) ?? []
  const lines = statement.split(/[\n\r;]/).map(line => (HEAD.test(line) ? line : targetsIn(line)))
  return new Set([...names, ...[header, ...lines].flatMap(wordsIn)])
}

/** The names of the module that functions in a statement may bind. */
export function globalsIn(statement: string): string[] {
  return [...statement.matchAll(/^[ \t]*global[ \t]+(.*)/gm)].flatMap(([, names = '']) => wordsIn(names))
}

/** What stands before the last `=` that gives no argument, and a name that is only declared. */
export function targetsIn(text: string): string {
  let [depth, end] = [0, 0]
  for (let at = text.indexOf('='), done = 0; at >= 0; at = text.indexOf('=', at + 1)) {
    for (; done < at; done++) depth += nesting(text.charCodeAt(done))
    if (depth <= 0 && text[at + 1] !== '=' && !/[=!<>]/.test(text[at - 1] ?? '')) end = at
  }
  const [declared = ''] = /^[ \t(]*\w+(?=[ \t)]*:)/.exec(text) ?? []
  return `${declared} ${text.slice(0, end)}`
}

export function wordsIn(text: string): string[] {
  return text.match(/\w+/g) ?? []
}
