import { awaitObstacle } from '../semantics/places.ts'
import type { Binding, Definition } from '../semantics/scopes.ts'
import { lineBreakOf, lineStart, nextLine } from '../syntax/lines.ts'
import { closest, field, is, type Node, within } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'
import { executorCall } from './executor.ts'
import { fileWorkObstacle } from './file-work.ts'

/**
 * Moves a `with` statement that only works on files to a thread: into a nested function that returns what is used
 * afterwards. `with open(p) as f: data = f.read()` becomes `def read_file(): …; return data` and
 * `data = await …run_in_executor(None, read_file)`.
 */
export function moveWithToThread(statement: Node<'with_statement'>, fix: FixBuilder): void {
  const obstacle = fileWorkObstacle(statement, fix.file)
  if (obstacle)
    fix.refuse(`${obstacle}; read or write in a function of its own and give that to a thread, or use aiofiles`)
  const illegal = awaitObstacle(statement, fix.file)
  if (illegal) fix.refuse(illegal)
  fix.caution('the whole `with` block then runs in a thread, while other tasks may change what it reads')
  const { source } = fix.file
  const eol = lineBreakOf(source)
  const { outer, results } = boundNames(statement, fix)
  const last = field(statement, 'body').children.at(-1)
  const returns = is(last, 'return_statement')
  const writes = /[(,]\s*(mode\s*=\s*)?['"][rbtU]*[wax+][rwaxbtU+]*['"]/.test(headerText(statement))
  const name = fix.freshName(writes ? 'write_file' : 'read_file')

  const start = lineStart(source, statement.start)
  const indent = source.slice(start, statement.start)
  if (indent.trim() !== '') fix.refuse('the `with` statement does not stand on a line of its own')
  const end = nextLine(source, (last ?? statement).end)
  const unit = indentUnit(statement, indent, source)
  const head = [
    `${indent}def ${name}():`,
    ...(outer.length > 0 ? [`${indent}${unit}nonlocal ${outer.join(', ')}`] : []),
  ]
  // A nested function gets a blank line before it, unless a block or a comment leads to it.
  const before = source.slice(lineStart(source, start - 1), start).trim()
  const blank = /^(#.*)?$|:\s*(#.*)?$/.test(before) ? '' : eol
  fix.insert(start, blank + head.map(line => line + eol).join(''))
  for (const line of lineStarts(source, start, end)) fix.insert(line, unit)
  const call = `await ${executorCall(fix, name)}`
  const assignment = returns ? `return ${call}` : results.length > 0 ? `${results.join(', ')} = ${call}` : call
  const result = results.length > 0 && !returns ? `${indent}${unit}return ${results.join(', ')}${eol}` : ''
  const newline = /[\r\n]$/.test(source.slice(0, end)) ? '' : eol
  fix.insert(end, `${newline}${result}${eol}${indent}${assignment}${newline === '' ? eol : ''}`)
}

/** The names that the block binds: those with a life outside it, and those that are read after it. */
function boundNames(statement: Node<'with_statement'>, fix: FixBuilder): { outer: string[]; results: string[] } {
  const scope = fix.file.scopeOf(statement)
  const bindings = [
    ...scope.module.bindings.values(),
    ...[...scope.visible()].flatMap(visible => [...visible.bindings.values()]),
  ]
  const isInside = (node: Node) => within(node, statement)
  const bound = [...new Set(bindings)].filter(({ definitions }) => definitions.some(({ name }) => isInside(name)))
  const outer: string[] = []
  const results: string[] = []
  for (const binding of bound) {
    if (binding.scope !== scope) {
      if (binding.scope.kind === 'comprehension') continue
      fix.refuse(`\`${binding.name}\` is not a local variable of this coroutine`)
    }
    if (isRebound(binding, isInside)) continue
    const isRead = binding.uses.some(use => !isInside(use))
    const isBoundElsewhere = binding.definitions.some(({ name }) => !isInside(name))
    if (isBoundElsewhere && isRead && isSetFirst(binding, statement)) results.push(binding.name)
    else if (isBoundElsewhere) outer.push(binding.name)
    else if (isRead) {
      if (!binding.definitions.some(definition => isCertain(definition, statement))) {
        fix.refuse(`\`${binding.name}\` is used after the block but not always set in it`)
      }
      results.push(binding.name)
    }
  }
  return { outer, results }
}

/** Whether a loop or `with` target has a life of its own in the block: every use lies in a statement that binds it anew. */
function isRebound({ definitions, uses }: Binding, isInside: (node: Node) => boolean): boolean {
  return uses.every(use =>
    definitions.some(({ how, name, site }) => {
      const statement = closest(site, 'for_statement', 'with_statement')
      return (
        (how === 'for' || how === 'with') && statement && isInside(name) === isInside(use) && within(use, statement)
      )
    }),
  )
}

/** Whether the block sets a name on every path before it reads it: then what it had before does not matter. */
function isSetFirst({ definitions, uses }: Binding, statement: Node<'with_statement'>): boolean {
  const [first] = definitions.filter(({ name }) => within(name, statement))
  const isSet = first?.how === 'assignment' && isCertain(first, statement)
  return isSet && uses.every(use => !within(use, statement) || use.start >= first.site.end)
}

/** Whether a definition in the block is made whenever the block ends without an exception. */
function isCertain({ name, how }: Definition, statement: Node<'with_statement'>): boolean {
  let at: Node = name
  while (at.parent && !is(at.parent, 'block', 'with_clause')) at = at.parent
  return (
    how !== 'del' &&
    (at.parent === field(statement, 'body') || is(at.parent, 'with_clause')) &&
    !is(at, 'for_statement', 'while_statement', 'if_statement')
  )
}

function headerText(statement: Node<'with_statement'>): string {
  return statement.source.slice(statement.start, field(statement, 'body').start)
}

/** One level of indentation, as the block has it or the statement around it. */
function indentUnit(statement: Node<'with_statement'>, indent: string, source: string): string {
  const [first] = field(statement, 'body').children
  const line = first ? source.slice(lineStart(source, first.start), first.start) : ''
  if (/^[ \t]+$/.test(line) && line.startsWith(indent) && line.length > indent.length) return line.slice(indent.length)
  return indent.includes('\t') ? '\t' : '    '
}

/** The starts of the lines in a region that hold anything. */
function lineStarts(source: string, start: number, end: number): number[] {
  const starts: number[] = []
  for (let at = start; at < end; at = nextLine(source, at)) {
    if (source.slice(at, nextLine(source, at)).trim() !== '') starts.push(at)
  }
  return starts
}
