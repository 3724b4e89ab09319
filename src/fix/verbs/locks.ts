import { callsOf } from '../../semantics/calls.ts'
import { classOfMethod } from '../../semantics/functions.ts'
import { runsOnLoop } from '../../semantics/places.ts'
import { awaitRace } from '../../semantics/questions/await-races.ts'
import { plainText, readsOf, type State } from '../../semantics/questions/shared-state.ts'
import type { Update } from '../../semantics/questions/updates.ts'
import { lineBreakOf, lineEnd, lineStart, nextLine } from '../../syntax/lines.ts'
import { closest, descendants, descendantsOf, field, is, type Node, unwrap, within } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { awaitFirst } from '../shared-state.ts'
import { lineStarts } from '../with-block.ts'

/** Keeps an update of shared state whole: what it adds is awaited first, or a lock is held from the read to the write. */
export function keepUpdateWhole(
  assignment: Node<'assignment' | 'augmented_assignment'>,
  { state, read, write }: Update,
  fix: FixBuilder,
): void {
  const right = field(assignment, 'right')
  if (is(assignment, 'augmented_assignment') && right && readsOf(state, right).length === 0) {
    awaitFirst(assignment, unwrap(write), fix)
    fix.caution(`\`${state.text}\` is then read after the \`await\`, as it is by then`)
    return
  }
  const statements = statementsBetween(read, write, fix)
  const lock = lockFor(state, write, fix)
  requireNoReturn(statements, lock, state, fix)
  fix.caution('other runs then wait until this one has written; what is awaited in between must not come back here')
  putUnder(`async with ${lock}:`, statements, fix)
}

/** The statements of one block from the one that holds a node to the one that holds another. */
function statementsBetween(first: Node, last: Node, fix: FixBuilder): readonly Node[] {
  const refuse = (reason: string) =>
    fix.refuse(`${reason}; hold an \`asyncio.Lock\` from the read to the write, or read again after the \`await\``)
  let block = closest(first, 'block')
  while (block && !within(last, block)) block = closest(block.parent, 'block')
  const all = block?.children ?? []
  const [from, to] = [all.findIndex(each => within(first, each)), all.findIndex(each => within(last, each))]
  if (to < from) refuse('the write stands above the read')
  const statements = all.slice(from, to + 1)
  const leaving = statements.flatMap(each => [...descendants(each)]).find(node => is(node, 'yield'))
  if (leaving) refuse('between the read and the write it yields')
  return statements
}

/** The lock that guards a state, made beside it if it is not there. */
function lockFor(state: State, write: Node, fix: FixBuilder): string {
  const [holder = '', name = ''] = /^(self\.)?(\w+)/.exec(state.text)?.slice(1) ?? []
  const lock = `${holder}${name}_lock`
  const place = placeOfState(state, `${holder}${name}`, write, fix)
  const scope = place.parent ?? place
  const known = descendantsOf(scope, ['identifier', 'attribute']).filter(
    node => node.text === lock && node.role === 'left',
  )
  if (known.some(node => fix.file.instanceOf(node)?.name === 'asyncio.Lock')) return lock
  if (known.length > 0 || (holder === '' && fix.freshName(lock) !== lock)) fix.refuse(`the name \`${lock}\` is taken`)
  requireOwnLoop(state, place, lock, fix)
  const { source } = fix.file
  const indent = source.slice(lineStart(source, place.start), place.start)
  const end = nextLine(source, place.end)
  const before = /[\r\n]$/.test(source.slice(0, end)) ? '' : lineBreakOf(source)
  fix.insert(end, `${before}${indent}${lock} = ${fix.use('asyncio.Lock')}()${lineBreakOf(source)}`)
  return lock
}

/** The statement that gives a state its first value: in `__init__`, in the function around, or in the module. */
function placeOfState(state: State, target: string, write: Node, fix: FixBuilder): Node {
  const owner = state.kind === 'attribute' ? initializer(write) : state.root.scope.node
  const body = is(owner, 'function_definition') ? field(owner, 'body') : owner
  const place = body?.children.find(statement => {
    const assignment = is(statement, 'expression_statement') ? statement.children[0] : undefined
    return is(assignment, 'assignment') && plainText(field(assignment, 'left')) === target
  })
  const { source } = fix.file
  const hasSlots = state.kind === 'attribute' && closest(write, 'class_definition')?.text.includes('__slots__')
  if (hasSlots)
    fix.refuse(
      `the class has \`__slots__\`: add \`${target}_lock\` to them, make it in \`__init__\` and hold it from the read to the write`,
    )
  if (!place || !beginsLine(place, source) || !endsLine(place, source)) {
    const where = state.kind === 'attribute' ? 'in `__init__`' : 'beside it'
    return fix.refuse(
      `it is not plain where \`${target}\` begins: make \`${target}_lock = asyncio.Lock()\` ${where} and hold it from the read to the write`,
    )
  }
  return place
}

function initializer(node: Node): Node | undefined {
  const owner = closest(node, 'class_definition')
  return (
    owner &&
    field(owner, 'body').children.find(
      each => is(each, 'function_definition') && field(each, 'name').text === '__init__',
    )
  )
}

function beginsLine({ start }: Node, source: string): boolean {
  return source.slice(lineStart(source, start), start).trim() === ''
}

/** Whether nothing but a comment follows a statement on its last line. */
function endsLine({ end }: Node, source: string): boolean {
  return /^[ \t]*(#.*)?$/.test(source.slice(end, lineEnd(source, end)))
}

/**
 * Refuses where the lock might belong to a loop that does not run: before Python 3.10 a lock takes the loop that is
 * current where it is made (https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock).
 */
function requireOwnLoop(state: State, place: Node, lock: string, fix: FixBuilder): void {
  const { file } = fix
  const last = file.tree.root.children.findLast(each => is(each, 'import_statement', 'import_from_statement'))
  if (state.kind === 'global' && last && last.start > place.start)
    fix.refuse(`an import stands below \`${state.root.name}\`; move it up first`)
  if (file.options.target >= 10 || (state.kind === 'nonlocal' && runsOnLoop(place))) return
  const method = closest(place, 'function_definition')
  const owner = method && classOfMethod(method)
  const made = owner ? callsOf(owner, file) : []
  if (made.length > 0 && made.every(runsOnLoop)) return
  fix.refuse(
    `before Python 3.10 a lock belongs to the loop that is current where it is made: make \`${lock}\` in the coroutine that starts the work, or say \`target-version = "py310"\``,
  )
}

/** Refuses where what is awaited under the lock comes to take it again, or is about to. */
function requireNoReturn(statements: readonly Node[], lock: string, { text }: State, fix: FixBuilder): void {
  const { file } = fix
  const seen = new Set<Node>()
  const takesIt = (node: Node): boolean => {
    if (node.text.includes(lock)) return true
    const assignments = descendantsOf(node, ['assignment', 'augmented_assignment'])
    return assignments.some(each => awaitRace(each, file)?.state.text === text)
  }
  const comesBack = (node: Node): boolean =>
    [...descendants(node)].some(each => {
      const callee = is(each, 'call') ? file.definitionOf(field(each, 'function')) : undefined
      if (!is(callee, 'function_definition') || seen.has(callee)) return false
      seen.add(callee)
      return takesIt(callee) || comesBack(field(callee, 'body'))
    })
  if (statements.some(comesBack)) {
    fix.refuse(
      `what is awaited in between comes to \`${text}\` itself and would wait for the lock for ever: read \`${text}\` after the \`await\` instead`,
    )
  }
}

/** Puts statements of one block under a header of their own, one level deeper. */
function putUnder(header: string, statements: readonly Node[], fix: FixBuilder): void {
  const { source } = fix.file
  const [first, last] = [statements[0], statements.at(-1)]
  if (!first || !last) return
  const start = lineStart(source, first.start)
  const indent = source.slice(start, first.start)
  if (!beginsLine(first, source) || !endsLine(last, source))
    fix.refuse('the statements between the read and the write do not have their lines to themselves')
  const end = nextLine(source, last.end)
  if (source.slice(start, end).includes('\f')) fix.refuse('a form feed in the block would break its indentation')
  const unit = indent.includes('\t') ? '\t' : '    '
  fix.insert(start, `${indent}${header}${lineBreakOf(source)}`)
  const strings = statements.flatMap(each => [...descendants(each)]).filter(node => is(node, 'string'))
  for (const line of lineStarts(source, start, end)) {
    // The lines of a string are its value.
    if (strings.some(string => string.start < line && line < string.end)) continue
    fix.insert(source.startsWith(indent, line) ? line + indent.length : line, unit)
  }
}
