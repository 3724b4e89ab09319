import { field, fields, is, type Node } from '../../syntax/node.ts'
import { bind, evaluate, inOrder, operandsOf, test } from './expressions.ts'
import { type Ahead, cycle, type Point, point, type Ways } from './point.ts'

/** The way into statements that follow each other. */
export function block(statements: readonly Node[], next: Ahead, ways: Ways): Ahead {
  return statements.reduceRight((ahead, statement) => run(statement, ahead, ways), next)
}

function run(node: Node, next: Ahead, ways: Ways): Ahead {
  if (is(node, 'block')) return block(node.children, next, ways)
  if (is(node, 'if_statement')) return runIf(node, next, ways)
  if (is(node, 'for_statement', 'while_statement')) return runLoop(node, next, ways)
  if (is(node, 'try_statement')) return runTry(node, next, ways)
  if (is(node, 'with_statement')) return runWith(node, next, ways)
  if (is(node, 'match_statement')) return runMatch(node, next, ways)
  if (is(node, 'assert_statement')) {
    const [condition, ...message] = node.children as [Node, ...Node[]]
    const fail: Point = { node, does: 'evaluate', next: [], raises: ways.raise() }
    return test(condition, [point(node, 'evaluate', next, ways)], inOrder(message, [fail], ways), ways)
  }
  if (is(node, 'decorated_definition')) {
    const decorators = node.children.filter(child => is(child, 'decorator'))
    return inOrder(decorators, run(field(node, 'definition'), next, ways), ways)
  }
  if (is(node, 'function_definition')) return inOrder(operandsOf(node), [point(node, 'bind', next, ways)], ways)
  if (is(node, 'class_definition')) {
    const bases = node.children.filter(child => child.role === 'superclasses')
    return inOrder(bases, block(field(node, 'body').children, [point(node, 'bind', next, ways)], ways), ways)
  }
  if (is(node, 'delete_statement')) {
    const done = [point(node, 'evaluate', next, ways)]
    return node.children.reduceRight((ahead: Ahead, target) => bind(target, ahead, ways, 'delete'), done)
  }
  if (
    is(
      node,
      'type_alias_statement',
      'global_statement',
      'nonlocal_statement',
      'import_statement',
      'import_from_statement',
    )
  )
    return [point(node, 'evaluate', next, ways)]
  return inOrder(operandsOf(node), [point(node, 'evaluate', afterSimple(node, next, ways), ways)], ways)
}

function afterSimple(node: Node, next: Ahead, ways: Ways): Ahead {
  if (is(node, 'return_statement')) return ways.return()
  if (is(node, 'break_statement')) return ways.break()
  if (is(node, 'continue_statement')) return ways.continue()
  return is(node, 'raise_statement') ? [] : next
}

function runIf(node: Node<'if_statement'>, next: Ahead, ways: Ways): Ahead {
  const choose = (branch: Node<'if_statement'> | Node<'elif_clause'>, otherwise: Ahead) =>
    test(field(branch, 'condition'), run(field(branch, 'consequence'), next, ways), otherwise, ways)
  const otherwise = fields(node, 'alternative').reduceRight((ahead: Ahead, branch) => {
    if (is(branch, 'elif_clause')) return choose(branch, ahead)
    return is(branch, 'else_clause') ? run(field(branch, 'body'), next, ways) : ahead
  }, next)
  return choose(node, otherwise)
}

function runLoop(node: Node<'for_statement' | 'while_statement'>, next: Ahead, ways: Ways): Ahead {
  const alternative = field(node, 'alternative')
  const exhausted = alternative ? run(field(alternative, 'body'), next, ways) : next
  const loop = cycle(node, 'step', ways, again => {
    const body = run(field(node, 'body'), again, { ...ways, break: () => next, continue: () => again })
    if (is(node, 'while_statement')) return test(field(node, 'condition'), body, exhausted, ways)
    return is(node, 'for_statement') ? [...bind(field(node, 'left'), body, ways), ...exhausted] : []
  })
  return is(node, 'for_statement') ? evaluate(field(node, 'right'), [loop], ways) : [loop]
}

/** The ways out of a block through what runs on each of them, once for each place they lead to. */
function through(ways: Ways, pass: (to: Ahead) => Ahead): Ways {
  const once = (way: () => Ahead) => {
    let found: Ahead | undefined
    return () => {
      found ??= pass(way())
      return found
    }
  }
  return { raise: once(ways.raise), return: once(ways.return), break: once(ways.break), continue: once(ways.continue) }
}

function runTry(node: Node<'try_statement'>, next: Ahead, ways: Ways): Ahead {
  const [last] = node.children.filter(child => is(child, 'finally_clause'))
  const final = (to: Ahead) => (last ? block(last.children, to, ways) : to)
  const [after, outward] = [final(next), last ? through(ways, final) : ways]
  const handlers = node.children.filter(child => is(child, 'except_clause'))
  let found: Ahead | undefined
  const raise = () => {
    found ??= handlers.reduceRight((ahead, each) => runHandler(each, ahead, after, outward), outward.raise())
    return found
  }
  const [otherwise] = node.children.filter(child => is(child, 'else_clause'))
  const completed = is(otherwise, 'else_clause') ? run(field(otherwise, 'body'), after, outward) : after
  return run(field(node, 'body'), completed, handlers.length > 0 ? { ...outward, raise } : outward)
}

/** The way into a handler: into its body, or on to what comes where it does not match. */
function runHandler(node: Node<'except_clause'>, unmatched: Ahead, after: Ahead, ways: Ways): Ahead {
  const [value] = fields(node, 'value')
  const target = is(value, 'as_pattern') ? field(value, 'alias') : undefined
  const caught = is(value, 'as_pattern') ? value.children.slice(0, 1) : fields(node, 'value')
  const body = block(
    node.children.filter(child => is(child, 'block')),
    after,
    ways,
  )
  const matched = [point(node, 'catch', target ? bind(target, body, ways) : body, ways)]
  const catchesAll = caught.length === 0 || (caught.length === 1 && caught[0]?.text === 'BaseException')
  return inOrder(caught, catchesAll ? matched : [...matched, ...unmatched], ways)
}

function runWith(node: Node<'with_statement'>, next: Ahead, ways: Ways): Ahead {
  const [clause] = node.children.filter(child => is(child, 'with_clause'))
  return runItems(clause?.children ?? [], field(node, 'body'), next, ways)
}

/** Items are entered in order, and left in the opposite one; what they leave may swallow an exception. */
function runItems(items: readonly Node[], body: Node, next: Ahead, ways: Ways): Ahead {
  const [item, ...others] = items
  if (!item) return run(body, next, ways)
  const leave = (to: Ahead) => [point(item, 'leave', to, ways)]
  const outward = through({ ...ways, raise: () => [...ways.raise(), ...next] }, leave)
  const [value] = item.children as [Node]
  const target = is(value, 'as_pattern') ? field(value, 'alias') : undefined
  const inner = runItems(others, body, leave(next), outward)
  const entered = [point(item, 'enter', target ? bind(target, inner, outward) : inner, ways)]
  return evaluate(is(value, 'as_pattern') ? (value.children[0] as Node) : value, entered, ways)
}

function runMatch(node: Node<'match_statement'>, next: Ahead, ways: Ways): Ahead {
  const cases = field(node, 'body').children.filter(child => is(child, 'case_clause'))
  const first = cases.reduceRight((unmatched: Ahead, each) => {
    const guard = field(each, 'guard')?.children[0]
    const body = run(field(each, 'consequence'), next, ways)
    const guarded = guard ? test(guard, body, unmatched, ways) : body
    const patterns = each.children.filter(child => is(child, 'case_pattern'))
    const captured = patterns.flatMap(capturesOf).reduceRight((ahead: Ahead, name) => bind(name, ahead, ways), guarded)
    const matched = [point(each, 'catch', captured, ways)]
    const [only] = patterns
    const isIrrefutable = patterns.length === 1 && only !== undefined && /^[^\W\d]\w*$/.test(only.text)
    return isIrrefutable && !/^(None|True|False)$/.test(only.text) ? matched : matched.concat(unmatched)
  }, next)
  return inOrder(fields(node, 'subject'), first, ways)
}

/** The names that a pattern captures. https://docs.python.org/3/reference/compound_stmts.html#patterns */
function capturesOf(pattern: Node): Node[] {
  const [first, ...rest] = pattern.children
  if (is(pattern, 'dotted_name')) {
    const isName = rest.length === 0 && first?.text !== '_' && pattern.role !== 'key'
    return isName && first && !is(pattern.parent, 'class_pattern') ? [first] : []
  }
  if (is(pattern, 'identifier')) return [pattern]
  return (is(pattern, 'keyword_pattern') ? rest : pattern.children).flatMap(capturesOf)
}
