import { once } from '../../grounds.ts'
import { descendants, field, is, type Node, unwrap } from '../../syntax/node.ts'
import { classOfMethod, methodAround } from '../functions.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import type { Binding } from '../scopes.ts'

/** What several runs of a function see at once: a variable of a function or module around it, or an attribute of `self`. */
export interface State {
  /** As the code names it: `total`, `self.pages`, `self.pages[url]`. */
  readonly text: string
  /** The variable that it is, or that it is reached from: `self` for attributes. */
  readonly root: Binding
  readonly kind: 'global' | 'nonlocal' | 'attribute'
}

/** What an assignment target writes that is shared; undefined for a variable of the function itself, and for the unknown. */
export function stateOf(target: Node, model: Model): State | undefined {
  const path = unwrap(target)
  const steps: Node[] = []
  let root: Node = path
  while (is(root, 'attribute', 'subscript')) {
    steps.push(root)
    root = root.children[0] as Node
  }
  const binding = is(root, 'identifier') ? model.bindingOf(root) : undefined
  if (!binding || steps.some(step => is(step, 'subscript') && !isSimpleIndex(step))) return undefined
  const text = plainText(path)
  if (isSelf(binding)) return steps.length > 0 ? { text, root: binding, kind: 'attribute' } : undefined
  const { kind, node } = binding.scope
  if (kind === 'module') return isVariable(binding) ? { text, root: binding, kind: 'global' } : undefined
  const isOuter = kind === 'function' && node !== placeOf(path).node
  return isOuter && isVariable(binding) ? { text, root: binding, kind: 'nonlocal' } : undefined
}

/** A node's text without what does not matter: white space, and which quotes. */
export function plainText({ text }: Node): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w\s'"]) ?/g, '$1')
    .replaceAll('"', "'")
}

/** The places in some code that read a state. */
export function readsOf(state: State, code: Node): Node[] {
  const kinds = state.text.endsWith(']') ? 'subscript' : state.text.includes('.') ? 'attribute' : 'identifier'
  return [...descendants(code)].filter(node => is(node, kinds) && isRead(node) && plainText(node) === state.text)
}

/** Whether an identifier stands for a variable, and not for an attribute or a keyword. */
function isRead({ parent, role }: Node): boolean {
  return !(is(parent, 'attribute') && role === 'attribute') && !(is(parent, 'keyword_argument') && role === 'name')
}

/** Whether a name is the first parameter of the method around it, which stands for the object. */
export function isSelf({ definitions }: Binding): boolean {
  const [only] = definitions
  if (definitions.length > 1) return false
  const method = only?.how === 'parameter' ? methodAround(only.name) : undefined
  const isFirst = method !== undefined && field(method, 'parameters').children[0] === only?.name
  return isFirst && classOfMethod(method) !== undefined && only?.name.text === 'self'
}

/** Whether a name is a variable that code gives values, and not a function, class or import. */
const isVariable = once(({ definitions }: Binding): boolean =>
  definitions.every(({ how }) => how === 'assignment' || how === 'augmented' || how === 'annotation'),
)

/** Whether an index means the same wherever it stands: a literal, or a name that is bound once. */
function isSimpleIndex(subscript: Node<'subscript'>): boolean {
  const [, index, ...others] = subscript.children
  return others.length === 0 && is(index, 'identifier', 'string', 'integer')
}
