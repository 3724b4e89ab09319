import { add } from '../../multimap.ts'
import type { Code } from './code.ts'
import { firstFrom, globalsIn, nesting, type Statement, targetsIn, wordsIn } from './statements.ts'

/** What a line of a function's body gives to whoever calls it, reads an attribute, or has the object that it defines. */
const CARRIES = /\b(?:def|class|lambda|return|yield)\b|^[ \t]*@/

/** What else than `=` gives names a value. */
const BINDS = /^[ \t]*(?:async|case|except|for|match|with)\b|:=/

interface Line {
  readonly text: string
  /** Its part of the statement's strings. */
  readonly strings: Code['strings']
  /** The local names that it may bind, which is all that it does; undefined where it does more. */
  readonly binds: readonly string[] | undefined
}

/**
 * What is left of a statement without the lines in its functions that only do something: of the values in `start(f(x))`,
 * `if g(x):` and `raise Late(x)` nothing is returned, nor is any an attribute's, nor that of a local name which is.
 */
export function carried(statement: Statement): Code {
  const lines = linesOf(statement)
  const kept = new Set(lines.filter(({ binds }) => !binds))
  const binding = new Map<string, Line[]>()
  for (const line of lines) for (const name of line.binds ?? []) add(name, line, binding)
  const used = new Set([...kept].flatMap(({ text }) => wordsIn(text)))
  for (const word of used) {
    for (const line of binding.get(word) ?? []) {
      kept.add(line)
      for (const other of wordsIn(line.text)) used.add(other)
    }
    binding.delete(word)
  }
  const left = lines.filter(line => kept.has(line))
  return { text: left.map(({ text }) => text).join(''), strings: left.flatMap(({ strings }) => strings) }
}

/** The logical lines of a statement. */
function linesOf({ text, strings, at }: Statement): readonly Line[] {
  const globals = new Set(globalsIn(text))
  const lines: Line[] = []
  /** The functions and classes around a line, by how far they are indented. */
  const around: { readonly indent: number; readonly isFunction: boolean }[] = []
  let string = 0
  for (let begin = 0, end = 0; begin < text.length; begin = end) {
    end = endOf(text, begin)
    const line = text.slice(begin, end)
    const first = string
    string = firstFrom(at + end, strings, string)
    const [opening = '', isFunction] = /^[ \t]*(?:(?:async[ \t]+)?(def)\b|class\b)?/.exec(line) ?? []
    const indent = opening.search(/[^ \t]|$/)
    if (line.trim() !== '') while ((around.at(-1)?.indent ?? -1) >= indent) around.pop()
    const binds = around.at(-1)?.isFunction ? boundIn(line, globals) : undefined
    if (opening.length > indent) around.push({ indent, isFunction: isFunction !== undefined })
    lines.push({ text: line, strings: strings.slice(first, string), binds })
  }
  return lines
}

/** Behind the next line end outside of brackets. */
function endOf(text: string, begin: number): number {
  let depth = 0
  for (let at = begin; at < text.length; at++) {
    const character = text.charCodeAt(at)
    depth += nesting(character)
    if (depth <= 0 && (character === 0x0a || character === 0x0d)) return at + 1
  }
  return text.length
}

/** What a line in a function binds, and nothing more. */
function boundIn(line: string, globals: ReadonlySet<string>): readonly string[] | undefined {
  if (CARRIES.test(line)) return undefined
  const targets = targetsIn(line)
  // An attribute or an element is another's.
  if (/[.[]/.test(targets)) return undefined
  const names = wordsIn(BINDS.test(line) ? line : targets)
  return names.some(name => globals.has(name)) ? undefined : names
}
