import {
  argumentsOf,
  closest,
  descendants,
  descendantsOf,
  field,
  is,
  type Node,
  stringText,
  unwrap,
  within,
} from '../syntax/node.ts'
import { methodAround } from './functions.ts'
import type { Model } from './model.ts'
import type { Replacements } from './replacements.ts'

/** What people call functions, and what makes one of another. */
const FUNCTION_LIKE =
  /^(getattr|.*(partial|method|func|function|wrap|wrapper|wrapped|decorat\w*|callback|mock|stub|fn|impl|bind))$/i

/** Whether a node stands in a module's `__getattr__`, which is asked only for names that nothing binds (PEP 562). */
export function isLazyImport(node: Node): boolean {
  const around = closest(node, 'function_definition')
  return around?.parent?.kind === 'module' && field(around, 'name').text === '__getattr__'
}

/** Whether a value that is set under a name that varies is certainly none of the class's methods: no function, no wrapper of one. */
export function isData(value: Node | undefined): boolean {
  if (!value) return false
  return ![...descendants(value)].some(each => {
    if (is(each, 'lambda')) return true
    // `getattr` alone copies an attribute; what wraps a method holds it as an argument.
    const isCopied =
      each.text === 'getattr' && (each.parent === value || is(each.parent?.parent, 'conditional_expression'))
    return is(each, 'identifier') && !isCopied && FUNCTION_LIKE.test(each.text)
  })
}

/** Whether a name is the first parameter of the method it stands in. */
export function isSelf(name: Node<'identifier'>): boolean {
  const method = methodAround(name)
  const [first] = method ? field(method, 'parameters').children : []
  return (first?.children[0] ?? first)?.text === name.text
}

/** Functions that run before each test: what they patch lasts. */
const SETTING_UP = /^(set_?up|setup_\w+|asyncSetUp|setUpClass)$/i

/** The test, or the class of tests, for which a call of `patch` or `monkeypatch.setattr` holds; undefined where it lasts. */
export function patchedIn(call: Node<'call'>): Node | undefined {
  const isScoped = /(^|\.)(patch(\.(object|multiple|dict))?)$|^(\w*monkeypatch\w*|mp|mocker)\./.test(
    field(call, 'function').text,
  )
  if (!isScoped) return undefined
  const decorator = closest(call, 'decorator', 'block')
  if (is(decorator, 'decorator')) return decorator.parent
  const around = closest(call, 'function_definition')
  if (!around || SETTING_UP.test(field(around, 'name').text)) return undefined
  const decorated = is(around.parent, 'decorated_definition') ? around.parent.children.slice(0, -1) : []
  return decorated.some(each => /fixture/.test(each.text)) ? undefined : around
}

/** The dotted ends of the texts that an expression may give; undefined for one that is not known. */
export function textsOf(expression: Node, model: Model, isMember = false): (string | undefined)[] {
  const node = unwrap(expression)
  const strings = descendantsOf(node, ['string']).filter(each => !closest(each.parent, 'string'))
  if (strings.length > 0) return [strings.map(({ text }) => /([\w.]*)["']*$/.exec(text)?.[1] ?? '').join('')]
  if (is(node, 'identifier')) {
    const values = model.bindingOf(node)?.definitions.map(({ value }) => value && stringText(value)) ?? []
    if (values.some(value => value !== undefined) || isMember) return values.length > 0 ? values : [undefined]
  }
  return isMember ? [undefined] : []
}

/** Whether a name may stand for something else where a node is. */
export function isPatched(name: string, node: Node, { names }: Replacements): boolean {
  return names.get(name)?.some(place => !place || within(node, place)) ?? false
}

/** Whether a call of `patch` is one of HTTP: `@router.patch("/orders/{id}")`, `client.patch(f"{url}?pages={pages}")`. */
export function isRoute(call: Node<'call'>): boolean {
  const [first] = argumentsOf(call)
  if (!first || !is(first, 'string')) return false
  const text = first.text.replace(/^[a-zA-Z]*["']+|["']+$/g, '')
  return text === '' || /[^\w.:]/.test(text.replace(/\{[^}]*\}/g, ''))
}
