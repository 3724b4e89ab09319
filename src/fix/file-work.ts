import { files } from '../knowledge/blocking.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { firstLineOf } from '../syntax/lines.ts'
import { argumentsOf, closest, descendants, field, is, type Node, within } from '../syntax/node.ts'

/** Modules whose functions only compute, or read and write the file they are given. */
const PURE_MODULES: ReadonlySet<string> = new Set(
  'base64 binascii configparser csv hashlib io json math os.path pickle orjson re simplejson string struct textwrap toml tomli tomllib ujson yaml'.split(
    ' ',
  ),
)

const PURE_BUILTINS: ReadonlySet<string> = new Set(
  'abs all any bool bytearray bytes dict divmod enumerate filter float format frozenset int isinstance iter len list map max min next range repr reversed round set sorted str sum tuple zip'.split(
    ' ',
  ),
)

/** Methods of str, bytes, list, dict and set, and of csv's readers and writers: on any object they are taken for those. */
const DATA_METHODS: ReadonlySet<string> = new Set(
  `add append casefold clear copy count decode encode endswith extend find format get hexdigest index insert isdigit
  items join keys lower lstrip partition pop removeprefix removesuffix replace rfind rpartition rsplit rstrip setdefault
  sort split splitlines startswith strip title update upper values writeheader writerow writerows zfill isoformat
  strftime`.split(/\s+/),
)

/** Why a `with` statement cannot move to a thread as a whole, or undefined where all it does is work on files. */
export function fileWorkObstacle(statement: Node<'with_statement'>, file: PythonFile): string | undefined {
  if (statement.children.some(child => is(child, 'block') && child.children.length === 0)) return 'its body is empty'
  const clause = statement.children.find(child => is(child, 'with_clause'))
  for (const item of clause?.children ?? []) {
    const value = is(item, 'with_item') ? field(item, 'value') : item
    const context = is(value, 'as_pattern') ? value.children[0] : value
    const isFile = is(context, 'call') && files.get(file.nameOf(field(context, 'function')) ?? '')?.movesWith
    if (!isFile) return 'the `with` statement holds more than files'
  }
  const body = field(statement, 'body')
  for (const node of descendants(statement)) {
    const obstacle = obstacleAt(node, body, file)
    if (obstacle) return obstacle
  }
  return undefined
}

function obstacleAt(node: Node, body: Node<'block'>, file: PythonFile): string | undefined {
  const does = (what: string) => `the body of the \`with\` does more than file work (${what})`
  switch (node.kind) {
    case 'await':
    case 'async':
      return does('it awaits')
    case 'yield':
      return does('it yields')
    case 'function_definition':
    case 'class_definition':
    case 'lambda':
    case 'delete_statement':
    case 'global_statement':
    case 'nonlocal_statement':
    case 'import_statement':
    case 'import_from_statement':
      return does(`\`${firstLineOf(node.text)}\``)
    case 'return_statement':
      return node === body.children.at(-1) ? undefined : 'the body of the `with` returns from its middle'
    case 'raise_statement':
      return node.children.length === 0 && (closest(node, 'except_clause')?.start ?? 0) < body.start
        ? 'a bare `raise` in it needs the exception that is handled around it'
        : undefined
    case 'break_statement':
    case 'continue_statement': {
      const loop = closest(node, 'for_statement', 'while_statement')
      return loop && loop.start > body.start ? undefined : `\`${node.text}\` leaves the \`with\` for a loop around it`
    }
    case 'string':
      return firstLineOf(node.text) !== node.text ? 'a string in it spans lines, which would be indented' : undefined
    default:
      return is(node, 'call') && !isFileWork(node, file)
        ? does(`\`${shortened(field(node, 'function').text)}()\``)
        : undefined
  }
}

function isFileWork(call: Node<'call'>, file: PythonFile): boolean {
  const callee = field(call, 'function')
  const name = file.nameOf(callee)
  if (name !== undefined) {
    const [module, member] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
    if (files.has(name) || PURE_MODULES.has(module) || name.startsWith('pathlib.Path')) return true
    // `next` ends in StopIteration, which cannot leave a thread.
    if (name === 'builtins.next') return argumentsOf(call).length === 2
    if (module === 'builtins') return PURE_BUILTINS.has(member) || is(call.parent, 'raise_statement')
    if (module !== 'io.IOBase') return false
  }
  if (!is(callee, 'attribute') || file.definitionOf(callee)) return false
  const object = field(callee, 'object')
  const isFile = file.instanceOf(object)?.name === 'io.IOBase' || isOwnTarget(object, file)
  return isFile || DATA_METHODS.has(field(callee, 'attribute').text)
}

/** Whether a name is what a `with` around it binds to its file. */
function isOwnTarget(name: Node, file: PythonFile): boolean {
  const targets = file.bindingOf(name)?.definitions.filter(({ how, site }) => {
    const statement = closest(site, 'with_statement')
    return how === 'with' && statement !== undefined && within(name, statement)
  })
  return targets?.some(({ value }) => value !== undefined && file.instanceOf(value)?.name === 'io.IOBase') ?? false
}

function shortened(text: string): string {
  const line = firstLineOf(text)
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}
