import { lineEnd } from './lines.ts'
import type { Span } from './node.ts'
import { kindNumber, type Table } from './table.ts'

const [ARGUMENTS, BLOCK, MODULE, TRY] = (['argument_list', 'block', 'module', 'try_statement'] as const).map(kindNumber)
const NAME = kindNumber('identifier')
const STATEMENT = kindNumber('expression_statement')
const NEVER_ALONE = (['named_expression', 'as_pattern', 'list_splat'] as const).map(kindNumber)
const [ASSIGNMENT, TYPE] = (['assignment', 'type'] as const).map(kindNumber)
const TUPLE = kindNumber('tuple_pattern')
const SEVERAL = [
  TUPLE,
  ...(['tuple', 'list', 'list_pattern', 'pattern_list', 'expression_list'] as const).map(kindNumber),
]
const SPLAT = kindNumber('list_splat')
/** What has no place for something unpacked. */
const OPERATIONS = (
  [
    ...['binary_operator', 'boolean_operator', 'comparison_operator', 'unary_operator', 'not_operator'],
    ...['conditional_expression', 'await'],
  ] as const
).map(kindNumber)
const TAKING_TWO = (['binary_operator', 'boolean_operator', 'comparison_operator'] as const).map(kindNumber)
/** What has brackets or quotes around it, or may have. */
const BRACKETED = (
  [
    ...['argument_list', 'parameters', 'parenthesized_expression', 'tuple', 'list', 'set', 'dictionary', 'subscript'],
    ...['list_comprehension', 'set_comprehension', 'dictionary_comprehension', 'generator_expression', 'string'],
    ...['interpolation', 'with_clause', 'list_pattern', 'tuple_pattern', 'type_parameter', 'case_pattern', 'ERROR'],
  ] as const
).map(kindNumber)
const UNARY = kindNumber('unary_operator')
const CLAUSES = (['elif_clause', 'else_clause', 'except_clause', 'finally_clause'] as const).map(kindNumber)
const DECORATOR = kindNumber('decorator')
const HANDLERS = (['except_clause', 'finally_clause'] as const).map(kindNumber)
const NAMED = (['keyword_argument', 'dictionary_splat'] as const).map(kindNumber)
const AFTER_NAMED = [...NAMED, kindNumber('list_splat')]

/** White space to the parser that is none to Python. */
const FOREIGN_SPACE = /[^\S \t\r\n\f]|[\u200b\u2060]/g
const STRING = kindNumber('string')

/** What the parser lets pass in a file and Python does not. */
export function oversightsIn(table: Table): readonly Span[] {
  const { kinds } = table.columns
  const found: number[] = []
  const empty: number[] = []
  for (let row = 0; row < kinds.length; row++) {
    const kind = kinds[row] as number
    if (CLAUSES.includes(kind) && !isAligned(row, table)) found.push(row)
    if (kind === STATEMENT && cannotStandAlone(row, table)) found.push(row)
    if (kind === NAME && isKeyword(row, table)) found.push(row)
    if ((kind === SPLAT || kind === UNARY) && isUnpackedAmiss(row, table)) found.push(row)
    if (kind === ASSIGNMENT && (annotatesSeveral(row, table) || annotatesInChain(row, table))) found.push(row)
    if (TAKING_TWO.includes(kind) && isBroken(row, table)) found.push(row)
    if (kind === DECORATOR && isParting(markOf(row, table))) found.push(row)
    if (kind !== BLOCK && kind !== MODULE && kind !== TRY && kind !== ARGUMENTS) continue
    const children = table.rowsBelow(row)
    if (kind === ARGUMENTS) found.push(...late(children, kinds), ...(isBareComma(row, children, table) ? [row] : []))
    else if (kind === TRY) {
      if (!children.some(child => HANDLERS.includes(kinds[child] as number))) found.push(row)
    } else if (kind === BLOCK && children.length === 0) empty.push(row)
    else found.push(...misplaced(children, kind === MODULE, table))
  }
  return [...found.map(row => table.spanOf(row)), ...empty.map(row => toNextLine(row, table))]
}

/** Where a body is missing, to the end of the line after it, at which Python notices. */
function toNextLine(row: number, { source, columns: { starts } }: Table): Span {
  const [start, next] = [starts[row] as number, starts[row + 1] ?? source.length]
  return { start, end: lineEnd(source, next) }
}

/** Characters outside strings and comments that look like white space. */
export function foreignSpaceIn({ source, columns: { kinds, starts, ends } }: Table, comments: readonly Span[]): Span[] {
  const found = [...source.matchAll(FOREIGN_SPACE)].map(({ index }) => ({ start: index, end: index + 1 }))
  if (found.length === 0) return found
  const texts = [...comments]
  for (let row = 0; row < kinds.length; row++)
    if (kinds[row] === STRING) texts.push({ start: starts[row] as number, end: ends[row] as number })
  texts.sort((a, b) => a.start - b.start)
  let [next, reached] = [0, 0]
  return found.filter(({ start }) => {
    for (let text = texts[next]; text && text.start <= start; text = texts[++next])
      reached = Math.max(reached, text.end)
    return start >= reached
  })
}

/** Whether a name is `async` or `await`, which are none since Python 3.7. https://docs.python.org/3/whatsnew/3.7.html */
function isKeyword(row: number, { source, columns: { starts, ends } }: Table): boolean {
  const [start, end] = [starts[row] as number, ends[row] as number]
  if (end - start !== 5 || source.charAt(start) !== 'a') return false
  return source.startsWith('async', start) || source.startsWith('await', start)
}

/** Whether something is unpacked, also where its star is masked, that an operation takes. */
function isUnpackedAmiss(row: number, { source, columns: { kinds, starts, parents } }: Table): boolean {
  return (
    (kinds[row] === SPLAT || source.charAt(starts[row] as number) === '*') &&
    OPERATIONS.includes(kinds[parents[row] as number] as number)
  )
}

/** Whether a line ends between what an operator takes, outside all brackets. */
function isBroken(row: number, table: Table): boolean {
  const { kinds, parents } = table.columns
  const isSplit = gapsIn(table.rowsBelow(row), table).some(isParting)
  for (let at = row; isSplit && kinds[at] !== BLOCK && kinds[at] !== MODULE; at = parents[at] as number)
    if (BRACKETED.includes(kinds[at] as number)) return false
  return isSplit
}

/** What stands before the expression of a decorator. */
function markOf(row: number, { source, columns: { starts } }: Table): string {
  return source.slice(starts[row], starts[row + 1])
}

/** Whether a statement is an expression that is none: `x := 1`, `x as y`, and `*x`, also where its star is masked. */
function cannotStandAlone(row: number, { source, columns: { kinds, starts, ends } }: Table): boolean {
  const kind = kinds[row + 1] as number
  if (ends[row + 1] !== ends[row]) return false
  return NEVER_ALONE.includes(kind) || (kind === UNARY && source.charAt(starts[row] as number) === '*')
}

/** Whether an annotation is of a tuple or a list, for which there is no syntax; `(x): int` looks like one to the parser. */
function annotatesSeveral(row: number, table: Table): boolean {
  const { kinds, ends } = table.columns
  const [target = row, type] = table.rowsBelow(row)
  if (type === undefined || kinds[type] !== TYPE || !SEVERAL.includes(kinds[target] as number)) return false
  const [only, ...others] = table.rowsBelow(target)
  if (kinds[target] !== TUPLE || only === undefined || others.length > 0) return true
  return table.source.slice(ends[only], ends[target]).includes(',')
}

/** Whether one of several assignments in a row is annotated: `a = b: int`, `a: int = b = 1`. */
function annotatesInChain(row: number, table: Table): boolean {
  const { kinds, parents } = table.columns
  const around = parents[row] as number
  const isAnnotated = (assignment: number) => table.rowsBelow(assignment).some(child => kinds[child] === TYPE)
  return kinds[around] === ASSIGNMENT && (isAnnotated(row) || isAnnotated(around))
}

/** Whether the parentheses of a call hold a comma only. */
function isBareComma(row: number, given: readonly number[], { source, columns: { starts, ends } }: Table): boolean {
  return given.length === 0 && /^\((?:\s|\\|#.*[\r\n])*,/.test(source.slice(starts[row], ends[row]))
}

/** Whether a clause is indented as the statement that it is of, unless it goes on the same line. */
function isAligned(row: number, { source, columns: { starts, parents } }: Table): boolean {
  const indent = indentOf(source, starts[row] as number)
  const wanted = indentOf(source, starts[parents[row] as number] as number)
  return indent === undefined || wanted === undefined || indent === wanted
}

/** Statements that are indented otherwise than the first of their block, or that nothing parts from the one before. */
function misplaced(statements: readonly number[], isModule: boolean, table: Table): number[] {
  const gaps = gapsIn(statements, table)
  const indents = statements.map(row => indentOf(table.source, table.columns.starts[row] as number))
  const wanted = isModule ? '' : indents.find(indent => indent !== undefined)
  return statements.filter(
    (_, index) =>
      (indents[index] !== undefined && indents[index] !== wanted) ||
      (index > 0 && !isParting(gaps[index - 1] as string)),
  )
}

/** What stands between each row and the next. */
function gapsIn(rows: readonly number[], { source, columns: { starts, ends } }: Table): string[] {
  return rows.slice(1).map((row, index) => source.slice(ends[rows[index] as number], starts[row]))
}

/** Whether a gap ends a statement: by a line break, unless a backslash joins the lines, or a semicolon. */
function isParting(gap: string): boolean {
  return /[;\r\n]/.test(gap.includes('\\') ? gap.replace(/#[^\r\n]*/g, '').replace(/\\(?:\r\n?|\n)/g, '') : gap)
}

/** What stands before a statement on its line, from the last form feed on; undefined where that is another statement. */
function indentOf(source: string, start: number): string | undefined {
  let at = start
  while (at > 0 && ' \t'.includes(source.charAt(at - 1))) at--
  return at === 0 || '\r\n\f'.includes(source.charAt(at - 1)) ? source.slice(at, start) : undefined
}

/** Positional arguments after keyword arguments. */
function late(given: readonly number[], kinds: Uint8Array): number[] {
  const first = given.findIndex(row => NAMED.includes(kinds[row] as number))
  return first < 0 ? [] : given.slice(first).filter(row => !AFTER_NAMED.includes(kinds[row] as number))
}
