import { descendantsOf, type Kind, type Node, type Span } from './node.ts'
import type { Tree } from './parse.ts'
import { FROM_DOUBLE_QUOTE, FROM_SINGLE_QUOTE, TRIPLE_QUOTED } from './string-patterns.ts'
import { type Columns, kindNumber } from './table.ts'

/**
 * What tree-sitter-python gets wrong, put right in one place: by masking characters before it parses (the
 * source keeps its length, so every offset stays true), or by straightening a node afterwards.
 */

const SOFT_KEYWORD_AS_NAME = /\btype(?=[ \t]*[([.])/g
const LONE_CARRIAGE_RETURN = /\r(?!\n)/g
const TYPE_PARAMETERS = /\b(?:class|def|type)[ \t]+\w+[ \t]*\[/g

const LONG_COMMENT = /(?:^[ \t]*#.*\n){30}/m
const LONG_CONTINUATION = /(?:\\(?:\r\n?|\n)[ \t\f]*){30}/
const STRING = `${TRIPLE_QUOTED}|${FROM_DOUBLE_QUOTE}"?|${FROM_SINGLE_QUOTE}'?`
const RUN = /(?:(?<=^[ \t]*)#.*\n[ \t]*){30,}|#.*|(?:\\(?:\r\n?|\n)[ \t\f]*){30,}/.source
const STRING_OR_RUN = new RegExp(`${STRING}|${RUN}`, 'gm')

/** The source as the parser is given it, with the comments that it does not get to see. */
export interface Masked {
  readonly text: string
  readonly comments: readonly Span[]
}

/**
 * Masks what the parser would misread. `type(x).name = y` is a type alias to it, a lone CR is no line end though it is
 * one to Python, the defaults of PEP 696 are unknown, and long runs of comments or of continued lines cost it quadratic time.
 */
export function mask(source: string): Masked {
  let masked = source
  const comments: Span[] = []
  if (LONG_COMMENT.test(masked) || LONG_CONTINUATION.test(masked)) {
    masked = masked.replace(STRING_OR_RUN, (match, at: number) => {
      if (match.startsWith('\\')) return joined(match, isLineStart(source, at))
      if (!match.startsWith('#') || !match.includes('\n')) return match
      for (const line of match.matchAll(/#[^\r\n]*/g))
        comments.push({ start: at + line.index, end: at + line.index + line[0].length })
      return match.replace(/[^\r\n]/g, ' ')
    })
  }
  if (masked.includes('type')) masked = masked.replace(SOFT_KEYWORD_AS_NAME, 'typ_')
  if (masked.includes('\r')) masked = masked.replace(LONE_CARRIAGE_RETURN, '\n')
  for (const header of masked.matchAll(TYPE_PARAMETERS)) {
    for (const span of parameterDefaults(masked, header.index + header[0].length)) masked = blank(masked, span)
  }
  return { text: masked, comments }
}

/**
 * Continued lines with nothing on them as one: the first goes on, and form feeds count for nothing, in an indentation too.
 * There the blanks of the others would count.
 */
function joined(lines: string, isIndentation: boolean): string {
  if (isIndentation && /[ \t\f]/.test(lines)) return lines
  const first = /^\\\r?\n|^\\\r/.exec(lines)?.[0] ?? ''
  return first + lines.slice(first.length).replace(/\S|[\r\n]/g, '\f')
}

function isLineStart(source: string, at: number): boolean {
  const before = Math.max(source.lastIndexOf('\n', at - 1), source.lastIndexOf('\r', at - 1))
  return at === 0 || source.slice(before + 1, at).trim() === ''
}

/** The spans of ` = default` in a type parameter list that opens just before `start`. */
function parameterDefaults(source: string, start: number): Span[] {
  const spans: Span[] = []
  let depth = 0
  let equals: number | undefined
  for (let at = start; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '"' || char === "'" || char === '#' || char === ';') return []
    const ends = depth === 0 && (char === ',' || char === ']')
    if (ends && equals !== undefined) spans.push({ start: equals, end: at })
    if (ends) equals = undefined
    if (depth === 0 && char === ']') return spans
    if (depth === 0 && char === '=') equals ??= at
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char)) depth--
  }
  return []
}

function blank(source: string, { start, end }: Span): string {
  return source.slice(0, start) + source.slice(start, end).replace(/[^\r\n]/g, ' ') + source.slice(end)
}

/**
 * The source with more of it masked, when the tree shows a mistake that a mask can mend: the format
 * specification `=` in `f"{x:=^30}"` read as `:=`, and the stars of `yield a, *b` and `return *(await f()), 1`.
 */
export function maskErrors(masked: string, { root, errors }: Pick<Tree, 'root' | 'errors'>): string | undefined {
  let mended = masked
  for (const node of descendantsOf(root, ['interpolation'])) {
    if (isMisreadFormat(node)) mended = replaceAt(mended, mended.indexOf(':=', node.start) + 1, '<')
  }
  for (const error of errors.length > MOST_ERRORS ? [] : errors) {
    const line = { start: mended.lastIndexOf('\n', error.start) + 1, end: `${mended}\n`.indexOf('\n', error.end) }
    // A minus has the same place in an expression.
    const text = mended.slice(line.start, line.end)
    for (const star of text.matchAll(LONE_STAR)) mended = replaceAt(mended, line.start + star.index, '-')
  }
  return mended === masked ? undefined : mended
}

/** A file with more of them is no Python, and no mask can mend it. */
const MOST_ERRORS = 1000
/** A star that unpacks: after what begins an expression, and before one. */
const LONE_STAR = /(?<=(?:^|[\s=,([]))\*(?=[\w([])/g

function isMisreadFormat(interpolation: Node<'interpolation'>): boolean {
  return (
    interpolation.children.some(child => child.kind === 'named_expression' || child.kind === 'ERROR') &&
    /^\{[^{}]*?:=/.test(interpolation.text)
  )
}

function replaceAt(source: string, at: number, char: string): string {
  return source.slice(0, at) + char + source.slice(at + 1)
}

const SPLAT_SWALLOWERS = (
  [
    'call',
    'attribute',
    'subscript',
    'binary_operator',
    'boolean_operator',
    'comparison_operator',
    'conditional_expression',
  ] as const satisfies readonly Kind[]
).map(kindNumber)
const SPLAT = kindNumber('list_splat')
const AWAIT = kindNumber('await')
const OPERATION = kindNumber('binary_operator')
const POWER = kindNumber('**')

/** Straightens what the parser hangs together in the wrong order; whatever is below a row is straight already. */
export function straighten(row: number, columns: Columns): void {
  const { kinds, starts, lasts } = columns
  const below = row + 1
  if ((lasts[row] as number) <= below) return
  const kind = kinds[row] as number
  if (kinds[below] === SPLAT && starts[below] === starts[row] && SPLAT_SWALLOWERS.includes(kind)) {
    straightenSplat(row, columns)
  } else if (kind === AWAIT && kinds[below] === OPERATION) straightenAwait(row, columns)
}

/** Turns `(*f)(x)`, which is how the parser reads the element of `[*f(x)]`, into `*(f(x))`. */
function straightenSplat(row: number, { kinds, roles, starts, ends, parents, lasts }: Columns): void {
  const [inner, value, last] = [row + 1, row + 2, lasts[row] as number]
  if (lasts[inner] === inner) return
  for (let at = (lasts[inner] as number) + 1; at <= last; at = (lasts[at] as number) + 1) parents[at] = inner
  kinds[inner] = kinds[row] as number
  kinds[row] = SPLAT
  roles[value] = roles[inner] as number
  roles[inner] = 0
  starts[inner] = starts[value] as number
  ends[inner] = ends[row] as number
  lasts[inner] = last
}

/** Turns `await (f() ** n)`, which is how the parser reads `await f() ** n`, into `(await f()) ** n`. */
function straightenAwait(row: number, { kinds, roles, starts, ends, parents, lasts }: Columns): void {
  const [inner, base, last] = [row + 1, row + 2, lasts[row] as number]
  const operator = base > last ? base : (lasts[base] as number) + 1
  if (operator > last || kinds[operator] !== POWER) return
  for (let at = operator; at <= last; at = (lasts[at] as number) + 1) parents[at] = row
  kinds[row] = OPERATION
  kinds[inner] = AWAIT
  roles[inner] = roles[base] as number
  roles[base] = 0
  starts[inner] = starts[row] as number
  ends[inner] = ends[base] as number
  lasts[inner] = lasts[base] as number
}
