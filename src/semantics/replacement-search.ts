import { argumentsOf, closest, field, fields, is, keywordOf, type Node, stringText, unwrap } from '../syntax/node.ts'
import { callsNamed, targetsOf } from '../syntax/search.ts'
import type { Model } from './model.ts'
import { isData, isLazyImport, isRoute, isSelf, patchedIn, textsOf } from './patching.ts'
import type { Replacements, Replacing, SetAttribute } from './replacements.ts'

const SETTERS: readonly string[] = ['setattr', '__setattr__', 'delattr', 'object', 'patch', 'multiple']
/** What people call a class that they change. Objects of other names are taken for data, whose attributes are no methods. */
const CLASS_LIKE = /^(cls|clazz|class_|klass|target_class)$/
const UPDATERS: readonly string[] = ['update', 'setdefault', '__setitem__', 'pop']

const VERBS: ReadonlySet<string> = new Set([...SETTERS, ...UPDATERS, 'exec'])

/** Looks for everything that replaces attributes and globals. Names are asked of the model without regard to this. */
export function replacementsIn(model: Model, nameOf: NameOf): Replacements {
  return searched(model, nameOf, nameOf)
}

/** The same without names: of most files nobody asks for these. */
export function replacingIn(model: Model, nameOf: NameOf): Replacing {
  return searched(model, nameOf)
}

function searched(model: Model, nameOf: NameOf, calledAs?: NameOf): Search {
  const search = new Search(model, nameOf, calledAs)
  const { root } = model.tree
  const [attributes, subscripts] = [targetsOf(root, 'attribute'), targetsOf(root, 'subscript')]
  const found = [...attributes, ...subscripts, ...callsNamed(VERBS, root)]
  for (const node of found.sort((a, b) => a.row - b.row)) {
    if (is(node, 'attribute')) search.assigns(node)
    else if (is(node, 'subscript')) search.changes(field(node, 'value'), fields(node, 'subscript').map(stringText))
    else search.calls(node)
    search.leave()
  }
  return search
}

type NameOf = (node: Node) => string | undefined

class Search implements Replacements {
  readonly attributes = new Map<string, SetAttribute[]>()
  #within: Node | undefined
  readonly open = new Set<Node>()
  readonly names = new Map<string, (Node | undefined)[]>()
  readonly globals = new Set<string>()
  anyAttribute = false
  anyGlobal = false
  readonly #model: Model
  readonly #nameOf: NameOf
  /** What the objects are called whose attributes are set. */
  readonly #calledAs: NameOf

  constructor(model: Model, nameOf: NameOf, calledAs: NameOf = () => undefined) {
    this.#model = model
    this.#nameOf = nameOf
    this.#calledAs = calledAs
  }

  /** What the last node patched for a time is no longer the matter. */
  leave(): void {
    this.#within = undefined
  }

  assigns(target: Node<'attribute'>): void {
    this.#set(field(target, 'object'), field(target, 'attribute').text)
  }

  /** `namespace[key] = …`, `namespace.update(key=…)`; an undefined key stands for any. */
  changes(namespace: Node, keys: readonly (string | undefined)[]): void {
    const object = unwrap(namespace)
    const callee = is(object, 'call') ? field(object, 'function').text : ''
    const [owner] = is(object, 'call') ? argumentsOf(object) : []
    const attribute = is(object, 'attribute') ? field(object, 'attribute').text : ''
    for (const key of keys) {
      if (['globals', 'locals', 'vars'].includes(callee) && !owner) {
        const around = callee === 'globals' ? undefined : closest(object, 'class_definition', 'function_definition')
        // What is set in a function's `locals()` is lost, and in that of a class it becomes an attribute.
        if (is(around, 'class_definition')) this.#setMember(around, key)
        else if (!around && !isLazyImport(object)) this.#setGlobal(key)
      } else if (attribute === '__globals__') this.#setGlobal(key)
      else if (callee === 'vars') this.#set(owner, key)
      else if (is(object, 'attribute') && attribute === '__dict__') this.#set(field(object, 'object'), key)
    }
  }

  calls(call: Node<'call'>): void {
    const callee = field(call, 'function')
    const verb = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
    const positional = argumentsOf(call).filter(argument => !is(argument, 'keyword_argument'))
    const keywords = argumentsOf(call).flatMap(each => (is(each, 'keyword_argument') ? [field(each, 'name').text] : []))
    const isOpen = argumentsOf(call).some(each => is(each, 'dictionary_splat')) || positional.length > 0
    if (UPDATERS.includes(verb) && is(callee, 'attribute')) {
      const named = verb === 'update' ? keywords : positional.slice(0, 1).map(stringText)
      this.changes(field(callee, 'object'), verb === 'update' && isOpen ? [...named, undefined] : named)
    }
    if (callee.text === 'exec') this.#runs(call, positional)
    if (!SETTERS.includes(verb) || isRoute(call)) return
    const target = positional[0] ?? keywordOf(call, 'target')
    const member = positional[1] ?? keywordOf(call, 'attribute')
    const texts = target ? textsOf(target, this.#model) : []
    this.#within = patchedIn(call)
    if (verb === 'multiple') for (const keyword of keywords) this.#replace(target, texts, keyword)
    else if (texts.length > 0 && verb !== 'object') this.#replace(target, texts)
    else if (verb === 'patch')
      return // a request, or what it patches is not in sight
    else if (member) {
      for (const text of textsOf(member, this.#model, true)) {
        if (text !== undefined || !isData(positional[2])) this.#replace(target, texts, text)
      }
    }
  }

  /** `exec` of code in the module's own namespace. */
  #runs(call: Node<'call'>, [code, namespace]: readonly Node[]): void {
    const isOwn = namespace ? namespace.text === 'globals()' : this.#model.placeOf(call).kind === 'module'
    const text = code && stringText(code)
    if (!isOwn) return
    if (text === undefined) this.anyGlobal = true
    else for (const word of text.match(/\w+/g) ?? []) this.globals.add(word)
  }

  /** An attribute of what an expression stands for, or of what some texts name, is replaced. */
  #replace(target: Node | undefined, texts: readonly (string | undefined)[], member?: string): void {
    if (texts.length === 0) this.#set(target, member)
    for (const text of texts) {
      const parts = [...(text?.split('.') ?? []), ...(member === undefined ? [] : [member])].filter(Boolean)
      if (parts.length === 0) this.anyAttribute = true
      // `app.jobs.time.sleep` may be what this file calls `time.sleep`.
      for (const index of parts.keys()) this.#addName(parts.slice(index).join('.'))
      this.#add(parts.at(-1) ?? '', text === undefined ? target : undefined)
    }
  }

  #set(object: Node | undefined, member: string | undefined): void {
    const module = object && this.#moduleAt(object)
    const name = module ?? (object && this.#calledAs(object))
    if (module === '') {
      this.#setGlobal(member)
      return
    }
    if (member !== undefined) {
      this.#add(member, object)
      this.#addName(name === undefined ? member : `${name}.${member}`)
      return
    }
    if (name !== undefined) this.#addName(name)
    const owner = is(object, 'identifier') ? this.#classOf(object) : undefined
    if (owner) this.open.add(owner)
    else if (is(object, 'identifier') && CLASS_LIKE.test(object.text)) this.anyAttribute = true
  }

  /** The class that a variable is, or is an object of, as far as the file says so. */
  #classOf(variable: Node<'identifier'>): Node | undefined {
    if (/^(self|cls)$/.test(variable.text)) return closest(variable, 'class_definition')
    const definitions = this.#model.bindingOf(variable)?.definitions ?? []
    const made = definitions.map(({ site, value }) => {
      const callee = is(value, 'call') ? field(value, 'function') : undefined
      const named = is(callee, 'identifier') ? this.#model.bindingOf(callee)?.definitions[0]?.site : site
      return is(named, 'class_definition') ? named : undefined
    })
    return made.find(Boolean)
  }

  #addName(name: string): void {
    this.names.set(name, [...(this.names.get(name) ?? []), this.#within])
  }

  #add(attribute: string, object: Node | undefined): void {
    if (object && is(object, 'identifier') && isSelf(object)) return
    this.attributes.set(attribute, [...(this.attributes.get(attribute) ?? []), { object, within: this.#within }])
  }

  #setMember(owner: Node, name: string | undefined): void {
    if (name === undefined) this.open.add(owner)
    else this.#add(name, undefined)
  }

  #setGlobal(name: string | undefined): void {
    if (name === undefined) this.anyGlobal = true
    else this.globals.add(name)
  }

  /** The module that `sys.modules[…]` gives; '' for this one. */
  #moduleAt(object: Node): string | undefined {
    const node = unwrap(object)
    if (!is(node, 'subscript') || this.#nameOf(field(node, 'value')) !== 'sys.modules') return undefined
    const [key] = fields(node, 'subscript')
    return key?.text === '__name__' ? '' : key && stringText(key)
  }
}
