import { awaitObstacle } from '../semantics/places.ts'
import { lineBreakOf, lineStart, nextLine } from '../syntax/lines.ts'
import { descendantsOf, field, is, type Node } from '../syntax/node.ts'
import { boundNames } from './block-names.ts'
import type { FixBuilder } from './builder.ts'
import { executorCall } from './executor.ts'
import { fileWorkObstacle } from './file-work.ts'
import { blankBefore } from './nested-function.ts'

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
  if (returns && last.children.length === 0 && isGenerator(statement, fix))
    fix.refuse('a bare `return` in an asynchronous generator cannot give the result of the thread')
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
  fix.insert(start, blankBefore(start, source) + head.map(line => line + eol).join(''))
  if (source.slice(start, end).includes('\f')) fix.refuse('a form feed in the block would break its indentation')
  for (const line of lineStarts(source, start, end))
    fix.insert(source.startsWith(indent, line) ? line + indent.length : line, unit)
  const call = `await ${executorCall(fix, name)}`
  const assignment = returns ? `return ${call}` : results.length > 0 ? `${results.join(', ')} = ${call}` : call
  const result = results.length > 0 && !returns ? `${indent}${unit}return ${results.join(', ')}${eol}` : ''
  const newline = /[\r\n]$/.test(source.slice(0, end)) ? '' : eol
  fix.insert(end, `${newline}${result}${eol}${indent}${assignment}${newline === '' ? eol : ''}`)
}

/** Whether the function around a statement is a generator. */
function isGenerator(statement: Node, { file }: FixBuilder): boolean {
  const { node: owner } = file.placeOf(statement)
  return descendantsOf(owner, ['yield']).some(node => file.placeOf(node).node === owner)
}

function headerText(statement: Node<'with_statement'>): string {
  return statement.source.slice(statement.start, field(statement, 'body').start)
}

/** One level of indentation, as the block of a statement has it, or else the statement itself. */
function indentUnit(statement: Node<'with_statement'>, indent: string, source: string): string {
  const [first] = field(statement, 'body').children
  const line = first ? source.slice(lineStart(source, first.start), first.start) : ''
  if (/^[ \t]+$/.test(line) && line.startsWith(indent) && line.length > indent.length) return line.slice(indent.length)
  return indent.includes('\t') ? '\t' : '    '
}

/** The starts of the lines in a region that hold anything. */
export function lineStarts(source: string, start: number, end: number): number[] {
  const starts: number[] = []
  for (let at = start; at < end; at = nextLine(source, at)) {
    if (source.slice(at, nextLine(source, at)).trim() !== '') starts.push(at)
  }
  return starts
}
