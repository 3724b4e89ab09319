import { callersOf } from '../../semantics/callers.ts'
import { isRepeated, type ManualLoop, olderObject, otherLoopUse } from '../../semantics/questions/manual-loop.ts'
import { lineEnd, lineStart, nextLine } from '../../syntax/lines.ts'
import { argumentsOf, field, is, type Node, type Span, within } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { isAllOf, lineStartsIn, linesOf, unitOf, wholeLines } from './statements.ts'

/** Python 3.11: https://docs.python.org/3/library/asyncio-runner.html#asyncio.Runner */
const RUNNER_SINCE = 11

/** Runs the coroutines by `asyncio.run`, or several by one `asyncio.Runner`, and takes the loop's own lines away. */
export function runByRunner(loop: ManualLoop, fix: FixBuilder): void {
  const { runs, made, needless } = loop
  const isOne = runs.length === 1 && runs.every(run => !isRepeated(run, made))
  if (isOne) {
    for (const run of runs) fix.rename(field(run, 'function'), 'asyncio.run')
    removeAll([...(made ? [made] : []), ...needless], fix)
    return
  }
  if (fix.file.options.target < RUNNER_SINCE) {
    fix.refuse(
      'several coroutines run on one loop: await them in one `async def` for `asyncio.run`; from Python 3.11 `asyncio.Runner` does it too',
    )
  }
  if (made) useRunner(made, loop, fix)
}

function useRunner(made: Node, { runs, needless }: ManualLoop, fix: FixBuilder): void {
  const { source } = fix.file
  const name = fix.freshName('runner')
  const header = `with ${fix.use('asyncio.Runner')}() as ${name}:`
  for (const run of runs) fix.replace(field(run, 'function'), `${name}.run`)
  const block = made.parent
  const holders = (block?.children ?? []).filter(child => runs.some(run => within(run, child)))
  const [first] = holders
  const last = holders.at(-1)
  if (!first || !last || runs.some(run => !holders.some(holder => within(run, holder)))) {
    fix.refuse('the loop is made in another block than it is used in; use `asyncio.Runner` around both')
  }
  const final = is(first, 'try_statement') ? finallyOf(first) : undefined
  if (
    first === last &&
    is(first, 'try_statement') &&
    final &&
    isAllOf(blockOf(final), needless) &&
    !hasHandlers(first)
  ) {
    const gone = [made, ...needless]
    removeLines(made, gone, fix)
    fix.replace({ start: first.start, end: first.start + 'try:'.length }, header)
    removeFinally(first, final, fix)
    for (const statement of needless) if (!within(statement, final)) removeLines(statement, gone, fix)
    return
  }
  const unit = /^([ \t]+)\S/m.exec(source)?.[1] ?? '    '
  const indent = source.slice(lineStart(source, made.start), made.start)
  const region = { start: nextLine(source, made.end), end: last.end }
  const all = [made, ...needless]
  const gone: Span[] = needless.flatMap(statement => {
    const block = statement.parent
    const isWhole = block?.parent && is(block.parent, 'finally_clause') && isAllOf(block, needless)
    return isWhole && block.parent
      ? [{ start: lineStart(source, block.parent.start), end: block.parent.end }]
      : [linesOf(statement, all, fix)]
  })
  fix.replace(made, header)
  const blank = /^(?:[ \t]*(?:\r\n|\r|\n))+/.exec(source.slice(region.start))?.[0].length ?? 0
  if (blank > 0) fix.replace({ start: region.start, end: region.start + blank }, '')
  const step = indent === '' ? unit : indent.startsWith('\t') ? '\t' : '    '
  for (const at of lineStartsIn({ start: region.start + blank, end: region.end }, fix))
    if (!gone.some(span => at >= span.start && at < span.end)) fix.wrap({ start: at, end: at }, step, '')
  removeAll(needless, fix, all)
}

/** Removes statements; a `finally` that held nothing else goes, and so does a `try` that has no other clause. */
function removeAll(statements: readonly Node[], fix: FixBuilder, gone: readonly Node[] = statements): void {
  const blocks = new Set(statements.map(statement => statement.parent))
  const clauses: Span[] = []
  for (const block of blocks) {
    const clause = block?.parent
    if (!block || !isAllOf(block, statements) || is(block, 'module')) continue
    if (!is(clause, 'finally_clause') || !is(clause.parent, 'try_statement')) {
      fix.refuse('nothing would be left of the block around it; take the block away with it')
    }
    clauses.push(clause)
    removeFinally(clause.parent, clause, fix)
    if (!hasHandlers(clause.parent)) unwrapTry(clause.parent, clause, statements, fix)
  }
  for (const statement of statements)
    if (!clauses.some(span => within(statement, span))) removeLines(statement, gone, fix)
}

function removeLines(statement: Node, gone: readonly Node[], fix: FixBuilder): void {
  fix.replace(linesOf(statement, gone, fix), '')
}

function removeFinally(statement: Node, clause: Node, fix: FixBuilder): void {
  const { source } = fix.file
  const start = lineStart(source, clause.start)
  if (source.slice(start, clause.start).trim() !== '' || nextLine(source, clause.start) >= clause.end)
    fix.refuse('the `finally` does not stand on lines of its own')
  const end = nextLine(source, clause.end)
  if (statement.end > clause.end) fix.refuse('the `try` goes on after its `finally`')
  fix.replace(wholeLines({ start, end }, source), '')
}

/** Takes the `try:` line away, and moves its body out. */
function unwrapTry(statement: Node<'try_statement'>, clause: Node, gone: readonly Node[], fix: FixBuilder): void {
  const { source } = fix.file
  const body = field(statement, 'body')
  const start = lineStart(source, statement.start)
  const head = { start, end: nextLine(source, statement.start) }
  if (source.slice(head.start, head.end).trim() !== 'try:') fix.refuse('the `try:` does not stand on a line of its own')
  fix.replace(head, '')
  const unit = unitOf(body, statement)
  const removed = gone.filter(each => within(each, body)).map(each => linesOf(each, gone, fix))
  for (const at of lineStartsIn({ start: head.end, end: lineStart(source, clause.start) }, fix)) {
    const indent = source.slice(at, lineEnd(source, at)).match(/^[ \t]*/)?.[0].length ?? 0
    const isRemoved = removed.some(span => at >= span.start && at < span.end)
    if (!isRemoved && indent >= unit.length) fix.replace({ start: at, end: at + unit.length }, '')
  }
}

function finallyOf(statement: Node): Node<'finally_clause'> | undefined {
  return statement.children.find(child => is(child, 'finally_clause'))
}

function hasHandlers(statement: Node): boolean {
  return statement.children.some(child => is(child, 'except_clause', 'else_clause'))
}

function blockOf(clause: Node): Node {
  return clause.children.find(child => is(child, 'block')) ?? clause
}

/** Says what may count on the loop that goes. */
export function cautionAboutLoop(at: Node, loop: ManualLoop, fix: FixBuilder): void {
  const { file } = fix
  const { node: place } = file.placeOf(at)
  if (is(place, 'function_definition')) {
    const { onLoop, isKnown } = callersOf(place, file)
    if (onLoop)
      fix.refuse(
        `a coroutine calls \`${field(place, 'name').text}\` while its loop runs; make it \`async def\` and await it`,
      )
    if (!isKnown) fix.caution('each call then has a new loop: what lives on the loop from one call to the next is lost')
  }
  const other = otherLoopUse(loop, file)
  if (other) {
    fix.caution(
      `\`asyncio.run\` leaves the thread without a loop, and line ${file.lineAt(other.start)} counts on the current one`,
    )
  }
  for (const run of loop.runs) {
    const [coroutine] = argumentsOf(run)
    if (coroutine && is(coroutine, 'call')) fix.cautionIfDoubtful(file.resultOf(coroutine))
    const object = coroutine && olderObject(coroutine, file)
    if (object) fix.caution(`\`${object.text}\` is made before the loop is, and may hold on to another one`)
  }
}
