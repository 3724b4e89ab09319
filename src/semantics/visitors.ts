import { assignedValue, field, fields, is, type Kind, type Node, nameText } from '../syntax/node.ts'
import { kindNumber } from '../syntax/table.ts'
import type { Binder } from './bind.ts'
import type { Scope } from './scopes.ts'

type Visitor<K extends Kind> = (node: Node<K>, scope: Scope, binder: Binder) => void

const comprehension: Visitor<
  'list_comprehension' | 'set_comprehension' | 'dictionary_comprehension' | 'generator_expression'
> = (node, scope, binder) => {
  const inner = binder.open('comprehension', node, scope)
  const first = node.children.find(child => is(child, 'for_in_clause'))
  for (const child of node.children) {
    if (!is(child, 'for_in_clause')) {
      binder.visit(child, inner)
      continue
    }
    binder.target(field(child, 'left'), 'for', inner, child)
    // Only the first iterable is evaluated outside.
    binder.visitAll(fields(child, 'right'), child === first ? scope : inner)
  }
}

/** The parameters' names go into the function; defaults and annotations are evaluated around it. */
function parameters(list: Node | undefined, inner: Scope, outer: Scope, annotations: Scope, binder: Binder): void {
  for (const parameter of list?.children ?? []) {
    const name = parameter.children.find(child => child.role === 'name') ?? parameter.children[0]
    if (is(parameter, 'identifier')) binder.define('parameter', parameter, inner, parameter)
    else
      binder.target(
        is(name, 'list_splat_pattern', 'dictionary_splat_pattern') ? name.children[0] : name,
        'parameter',
        inner,
        parameter,
      )
    for (const child of parameter.children) {
      if (child.role === 'value') binder.visit(child, outer)
      if (child.role === 'type') binder.visit(child, annotations)
    }
  }
}

/** Opens the scope of PEP 695 type parameters, if there are any: names in bounds and annotations see them. */
function typeParameters(list: Node | undefined, owner: Node, scope: Scope, binder: Binder): Scope {
  if (!list) return scope
  const inner = binder.open('type-parameters', owner, scope)
  for (const parameter of list.children) {
    let name: Node | undefined = parameter
    while (name && name.kind !== 'identifier') {
      if (is(name, 'constrained_type')) binder.visitAll(name.children.slice(1), inner)
      name = name.children[0]
    }
    if (name) binder.define('type-parameter', name, inner, parameter)
  }
  return inner
}

/** Binds what a `case` pattern captures. https://docs.python.org/3/reference/compound_stmts.html#patterns */
function pattern(node: Node, scope: Scope, binder: Binder): void {
  const [first, ...rest] = node.children
  if (is(node, 'dotted_name') && first) {
    if (rest.length > 0 || node.role === 'key' || is(node.parent, 'class_pattern')) binder.use(first, scope)
    else if (first.text !== '_') binder.define('match', first, scope, node)
  } else if (is(node, 'splat_pattern')) {
    if (first && first.text !== '_') binder.define('match', first, scope, node)
  } else if (is(node, 'keyword_pattern')) {
    for (const child of rest) pattern(child, scope, binder)
  } else if (is(node, 'as_pattern')) {
    if (first) pattern(first, scope, binder)
    for (const alias of rest) binder.target(alias, 'match', scope, node)
  } else {
    for (const child of node.children) pattern(child, scope, binder)
  }
}

/** What each kind of node does to scopes, by its number; for all others the children are visited in the same scope. */
export const visitors: readonly (((node: Node, scope: Scope, binder: Binder) => void) | undefined)[] = table({
  member_type: (node, scope, binder) => binder.visit(node.children[0], scope),

  function_definition: (node, scope, binder) => {
    binder.define('function', field(node, 'name'), scope, node)
    const around = typeParameters(field(node, 'type_parameters'), node, scope, binder)
    const inner = binder.open('function', node, around)
    parameters(field(node, 'parameters'), inner, scope, around, binder)
    binder.visit(field(node, 'return_type'), around)
    binder.visitBody(field(node, 'body'), inner)
  },
  lambda: (node, scope, binder) => {
    const inner = binder.open('lambda', node, scope)
    parameters(field(node, 'parameters'), inner, scope, scope, binder)
    binder.visit(field(node, 'body'), inner)
  },
  class_definition: (node, scope, binder) => {
    binder.define('class', field(node, 'name'), scope, node)
    const around = typeParameters(field(node, 'type_parameters'), node, scope, binder)
    binder.visit(field(node, 'superclasses'), around)
    binder.visit(field(node, 'body'), binder.open('class', node, around))
  },
  type_alias_statement: (node, scope, binder) => {
    const left = field(node, 'left').children[0]
    const name = is(left, 'generic_type') ? left.children[0] : left
    if (name) binder.define('type-alias', name, scope, node)
    binder.visit(
      field(node, 'right'),
      typeParameters(is(left, 'generic_type') ? left.children[1] : undefined, node, scope, binder),
    )
  },
  list_comprehension: comprehension,
  set_comprehension: comprehension,
  dictionary_comprehension: comprehension,
  generator_expression: comprehension,

  assignment: (node, scope, binder) => {
    const [left, right, type] = [field(node, 'left'), field(node, 'right'), field(node, 'type')]
    if (right) binder.target(left, 'assignment', scope, node, assignedValue(right))
    // `(x): int` declares nothing.
    else if (is(left, 'identifier')) binder.define('annotation', left, scope, node)
    else binder.visit(left, scope)
    binder.visit(type, scope)
    binder.visit(right, scope)
  },
  augmented_assignment: (node, scope, binder) => {
    const left = field(node, 'left')
    binder.visit(left, scope)
    if (is(left, 'identifier')) binder.define('augmented', left, scope, node)
    binder.visit(field(node, 'right'), scope)
  },
  named_expression: (node, scope, binder) => {
    let owner = scope
    while (owner.kind === 'comprehension' && owner.parent) owner = owner.parent
    binder.target(field(node, 'name'), 'walrus', owner, node, field(node, 'value'))
    binder.visit(field(node, 'value'), scope)
  },
  for_statement: (node, scope, binder) => {
    binder.target(field(node, 'left'), 'for', scope, node)
    for (const child of node.children) if (child.role !== 'left') binder.visit(child, scope)
  },
  as_pattern: (node, scope, binder) => {
    const [value, target] = node.children
    binder.visit(value, scope)
    binder.target(target, is(node.parent, 'except_clause') ? 'except' : 'with', scope, node, value)
  },
  case_clause: (node, scope, binder) => {
    for (const child of node.children) {
      if (is(child, 'case_pattern')) pattern(child, scope, binder)
      else binder.visit(child, scope)
    }
  },
  delete_statement: (node, scope, binder) => {
    for (const child of node.children) {
      for (const target of is(child, 'expression_list', 'tuple', 'list') ? child.children : [child]) {
        if (is(target, 'identifier')) binder.define('del', target, scope, node)
        else binder.visit(target, scope)
      }
    }
  },
  global_statement: (node, scope) => {
    for (const name of node.children) scope.declareGlobal(nameText(name))
  },
  nonlocal_statement: (node, scope) => {
    for (const name of node.children) scope.declareNonlocal(nameText(name))
  },

  import_statement: (node, scope, binder) => imports(fields(node, 'name'), node, scope, binder),
  future_import_statement: (node, scope, binder) => imports(fields(node, 'name'), node, scope, binder),
  import_from_statement: (node, scope, binder) => {
    if (node.children.some(child => is(child, 'wildcard_import'))) binder.stars.push(node)
    imports(fields(node, 'name'), node, scope, binder)
  },
})

function imports(
  names: readonly Node<'aliased_import' | 'dotted_name'>[],
  site: Node,
  scope: Scope,
  binder: Binder,
): void {
  for (const name of names) {
    const bound = is(name, 'aliased_import') ? field(name, 'alias') : name.children[0]
    if (bound) binder.define('import', bound, scope, site, name)
  }
}

/** Lets each visitor be written for its own kind. */
function table(entries: { readonly [K in Kind]?: Visitor<K> }): typeof visitors {
  const byNumber: ((node: Node, scope: Scope, binder: Binder) => void)[] = []
  for (const [kind, visitor] of Object.entries(entries)) byNumber[kindNumber(kind as Kind)] = visitor as Visitor<Kind>
  return byNumber
}
