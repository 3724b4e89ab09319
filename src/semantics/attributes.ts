import { assignedValue, descendants, field, is, type Node, unwrap } from '../syntax/node.ts'
import { annotatedInstance } from './annotations.ts'
import { ELSEWHERE } from './classes.ts'
import { classOfMethod, decoratorNames, methodAround } from './functions.ts'
import { homeOf } from './homes.ts'
import { agreed, boundInstance } from './instances.ts'
import { oncePerFile } from './memory.ts'
import type { Instance, Model } from './model.ts'

type Class = Node<'class_definition'>

/** An assignment to an attribute: `self.client = Client()`. */
interface Assigned {
  readonly object: Node
  readonly value: Node | undefined
  readonly annotation: Node | undefined
}

const PROPERTIES: readonly string[] = ['builtins.property', 'functools.cached_property', 'abc.abstractproperty']

/** What an attribute of a class's objects is an instance of: by its declaration, else by all that methods assign to it. */
export function attributeInstance(owner: Class, name: string): Instance | undefined {
  for (const ancestor of homeOf(owner).classes.order(owner)) {
    if (ancestor === ELSEWHERE) return undefined
    const home = homeOf(ancestor)
    if (home.replacements.open.has(ancestor)) return undefined
    const binding = home.bindings.scopes.get(ancestor)?.bindings.get(name)
    const [method] = binding?.definitions ?? []
    if (binding && is(method?.site, 'function_definition')) {
      const isProperty = decoratorNames(method.site, home).some(each => each !== undefined && PROPERTIES.includes(each))
      const annotation = field(method.site, 'return_type')
      return isProperty && annotation ? annotatedInstance(annotation, home) : undefined
    }
    const assigned = assignedIn(ancestor, name, home)
    const declared = declaredIn(binding?.definitions.map(({ site }) => site) ?? [], assigned)
    if (declared) return annotatedInstance(declared, home)
    if (assigned.length > 0 || binding) {
      const values = assigned.flatMap(({ value }) => (value && value.kind !== 'none' ? [home.instanceOf(value)] : []))
      const inBody = binding?.definitions.some(({ value }) => value && value.kind !== 'none')
      return agreed(binding && inBody ? [boundInstance(binding, home), ...values] : values)
    }
  }
  return undefined
}

function declaredIn(sites: readonly Node[], assigned: readonly Assigned[]): Node | undefined {
  const inBody = sites.flatMap(site => (is(site, 'assignment') ? (field(site, 'type') ?? []) : []))
  return [...inBody, ...assigned.flatMap(({ annotation }) => annotation ?? [])][0]
}

/** What the methods of a class assign to an attribute of `self`, and others in the file to one of that name. */
function assignedIn(owner: Class, name: string, home: Model): readonly Assigned[] {
  const all = assignments(home).get(name) ?? []
  const own = all.filter(({ object }) => selfOwner(object) === owner)
  // Of an object that is not known to be another class's, an assignment may be to this attribute too.
  const others = all.filter(
    ({ object }) => !selfOwner(object) && (home.instanceOf(object)?.definition ?? owner) === owner,
  )
  return [...own, ...others]
}

/** The class in whose method a node stands, where it is that method's first parameter. */
function selfOwner(object: Node): Class | undefined {
  const method = methodAround(object)
  const isFirst = method && field(method, 'parameters').children[0]?.text === object.text
  return isFirst ? classOfMethod(method) : undefined
}

/** The assignments to attributes in a file, by the attribute's name. */
const assignments = oncePerFile((model): ReadonlyMap<string, readonly Assigned[]> => {
  const index = new Map<string, Assigned[]>()
  for (const node of descendants(model.tree.root)) {
    if (!is(node, 'assignment')) continue
    for (const { target, ...assigned } of targetsOf(node)) {
      const name = field(target, 'attribute').text
      index.set(name, [...(index.get(name) ?? []), { object: unwrap(field(target, 'object')), ...assigned }])
    }
  }
  return index
})

interface Target extends Omit<Assigned, 'object'> {
  readonly target: Node<'attribute'>
}

function targetsOf(assignment: Node<'assignment'>): Target[] {
  const left = unwrap(field(assignment, 'left'))
  const value = assignedValue(field(assignment, 'right'))
  const annotation = field(assignment, 'type')
  if (is(left, 'attribute')) return [{ target: left, value, annotation }]
  if (!is(left, 'pattern_list', 'tuple_pattern', 'list_pattern')) return []
  // What is unpacked into an attribute is not known.
  return left.children.flatMap(child =>
    is(child, 'attribute') ? [{ target: child, value: left, annotation: undefined }] : [],
  )
}
