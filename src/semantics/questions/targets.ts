import { descendantsOf, field, is, type Node, nameText, unwrap } from '../../syntax/node.ts'
import { classOfMethod } from '../functions.ts'
import type { Model } from '../model.ts'
import { moduleOf } from '../names.ts'
import { isReplaced } from '../replaced.ts'
import type { Binding } from '../scopes.ts'
import { classesInOrder } from '../types/classes.ts'
import type { ClassEntity, FunctionEntity, ModuleEntity } from '../types/entities.ts'
import { isOpaque } from '../types/opaque.ts'
import { classesIn, moduleOf as moduleAt, typeAt } from '../types/root.ts'
import { membersOf, type Type } from '../types/type.ts'

type Function = Node<'function_definition'>

/** A function that other code is searched for. */
export interface Target {
  readonly definition: Function
  readonly file: Model
  readonly name: string
  readonly module: ModuleEntity
  /** The same for the same function, however often its file is read. */
  readonly address: string
  /** The class whose method it is. */
  readonly owner: ClassEntity | undefined
  /** Whether only the function around it can name it. */
  readonly isLocal: boolean
  /** Whether any file uses its module as a value, and not only for what it has. */
  readonly isPassedOn: () => boolean
  /** Whether an object of the class that owns it, or of an heir, may have methods of another class too. */
  readonly isRelated: (other: ClassEntity) => boolean
}

/** What an expression stands for, seen from a target: `unclear` may be the target. */
export type Meaning = 'it' | 'another' | 'unclear'

/** Gives the files whose text holds a word; as a `base` only those where classes may inherit from what has that name. */
export type Naming = (word: string, as?: 'base') => Iterable<Model>

export function targetOf(definition: Function, file: Model, naming: Naming): Target {
  const body = classOfMethod(definition)
  const owner = body && classesIn(file).find(({ summary }) => summary.at === body.start)
  const module = moduleAt(file)
  const name = nameText(field(definition, 'name'))
  let related: ReadonlySet<string> | undefined
  let passedOn: boolean | undefined
  return {
    ...{ definition, file, name, module, owner },
    address: addressOf(module, owner, name),
    isLocal: !owner && file.placeOf(definition).kind !== 'module',
    isPassedOn: () => {
      passedOn ??= isUsed(module, naming)
      return passedOn
    },
    isRelated: other => {
      if (!owner) return false
      related ??= new Set(heirsOf(owner, naming).flatMap(heir => classesInOrder(heir).map(each => each?.of.id ?? '')))
      return related.has(other.id)
    },
  }
}

function addressOf({ path }: ModuleEntity, owner: ClassEntity | undefined, name: string): string {
  return `${path}:${owner?.name ?? ''}.${name}`
}

/** A class and all that inherit from it, over files. */
function heirsOf(owner: ClassEntity, naming: Naming): readonly ClassEntity[] {
  const heirs = [owner]
  for (const heir of heirs) {
    for (const file of naming(heir.summary.name, 'base')) {
      for (const other of classesIn(file)) {
        if (heirs.some(({ id }) => id === other.id)) continue
        if (classesInOrder(other).some(each => each?.of.id === heir.id)) heirs.push(other)
      }
    }
  }
  return heirs
}

/** What a name or an attribute that is spelt like a target, or like an import of it, stands for. */
export function meaningOf(expression: Node<'identifier' | 'attribute'>, file: Model, target: Target): Meaning {
  const binding = is(expression, 'identifier') ? file.bindingOf(expression) : undefined
  const isOwn = binding?.definitions.some(({ site }) => site === target.definition) ?? false
  if (target.isLocal) return isOwn ? (binding?.definitions.length === 1 ? 'it' : 'unclear') : 'another'
  const meanings = new Set(membersOf(typeAt(expression, file)).map(type => meaningOfType(type, target)))
  const [only = 'unclear'] = meanings
  if (meanings.size === 1 && only !== 'unclear') return only === 'it' && isReplaced(expression, file) ? 'unclear' : only
  if (is(expression, 'attribute')) return meaningOfMember(field(expression, 'object'), file, target)
  if (isOwn) return 'unclear'
  return target.owner ? 'another' : meaningOfImported(expression, binding, file, target)
}

function meaningOfType(type: Type | undefined, target: Target): Meaning {
  switch (type?.kind) {
    case 'function': {
      const isIt = ({ module, owner, around, summary }: FunctionEntity) =>
        (owner || around.kind === 'module') && addressOf(module, owner, summary.name) === target.address
      if (!type.functions.some(isIt)) return type.doubt === undefined ? 'another' : 'unclear'
      return type.functions.length === 1 && type.doubt === undefined ? 'it' : 'unclear'
    }
    case 'class':
    case 'instance':
    case 'module':
    case 'none':
    case 'coroutine':
    case 'tuple':
      return 'another'
    default:
      return 'unclear'
  }
}

/** What an object has under the target's name, where that is not found. */
export function meaningOfMember(object: Node, file: Model, target: Target): Meaning {
  if (target.isLocal) return 'another'
  const meanings = membersOf(typeAt(unwrap(object), file)).map((type): Meaning => {
    if (!type || ['special', 'variable', 'super', 'type-of'].includes(type.kind)) {
      return target.owner || mayBeModule(object, file, target) ? 'unclear' : 'another'
    }
    if (type.kind === 'module') return !target.owner && type.module.origin === 'project' ? 'unclear' : 'another'
    if (type.kind === 'external')
      return !target.owner && isNamedLike(target, `${type.name}.${target.name}`) ? 'unclear' : 'another'
    const isObject = type.kind === 'instance' || type.kind === 'class'
    return isObject && target.owner && mayInherit(type.of, target) ? 'unclear' : 'another'
  })
  return meanings.includes('unclear') ? 'unclear' : 'another'
}

/** Whether what a class has under a name may be the target, though it is not found. */
function mayInherit(entity: ClassEntity, target: Target): boolean {
  const order = classesInOrder(entity)
  const passesOn = (each: ClassEntity) => isOpaque(each) || Object.hasOwn(each.summary.members, '__getattr__')
  return target.isRelated(entity) || order.some(each => !each || passesOn(each.of))
}

/** What a name is that an import binds which leads nowhere certain, or that nothing in the file binds. */
function meaningOfImported(name: Node, binding: Binding | undefined, file: Model, target: Target): Meaning {
  const sites = binding ? binding.definitions.map(({ site }) => site) : file.bindings.stars
  const mayLead = sites.some(site => {
    if (!is(site, 'import_from_statement')) return false
    const found = moduleAt(file).find(moduleOf(site))
    return found ? found.origin === 'project' : isNamedLike(target, `${moduleOf(site)}.${nameText(name)}`)
  })
  return mayLead ? 'unclear' : 'another'
}

/** Whether a module that is not found may be the target's all the same: where the code changes `sys.path`. */
function isNamedLike({ module, name }: Target, dotted: string): boolean {
  const parts = module.path.replace(/([/\\]__init__)?\.pyw?$/, '').split(/[\\/]/)
  return `.${parts.join('.')}.${name}`.endsWith(`.${dotted.replace(/^\.+/, '')}`)
}

/** Ways to a module that its name does not show. */
const DYNAMIC_IMPORT = /\b(import_module|__import__|sys\.modules)\b/

/** Whether an object of which nothing is known may be the target's module: that is imported by name, looked up or passed on. */
function mayBeModule(object: Node, file: Model, { module, isPassedOn }: Target): boolean {
  const last = /\w+$/.exec(object.text)?.[0]
  const definitions = is(object, 'identifier') ? (file.bindingOf(object)?.definitions ?? []) : []
  const isImported = definitions.some(({ how }) => how === 'import')
  return (
    isImported || last === module.name.replace(/^.*\./, '') || DYNAMIC_IMPORT.test(file.tree.source) || isPassedOn()
  )
}

/** Whether any file uses a module as a value. */
function isUsed(module: ModuleEntity, naming: Naming): boolean {
  const word = module.name.replace(/^.*\./, '')
  const isNamed = (node: Node, file: Model) =>
    is(node, 'attribute')
      ? field(node, 'attribute').text === word
      : is(node, 'identifier') && file.bindingOf(node)?.definitions.some(({ how }) => how === 'import')
  for (const file of naming(word)) {
    for (const node of descendantsOf(file.tree.root, ['attribute', 'identifier'])) {
      if (is(node.parent, 'attribute', 'dotted_name', 'aliased_import') || !isNamed(node, file)) continue
      const type = typeAt(node, file)
      if (type?.kind === 'module' && type.module.path === module.path) return true
    }
  }
  return false
}
