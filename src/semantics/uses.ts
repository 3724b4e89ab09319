import { field, is, isAsync, type Kind, type Node } from '../syntax/node.ts'
import type { Use } from './model.ts'

/** What becomes of the value of an expression. */
interface Outcome {
  readonly use: Use
  /** What is done with a value that is used in place, as the end of `it is …`: `tested`, `asked for \`.text\``. */
  readonly how?: string
  /** The expression that the construct takes as a whole: the one asked about, or one that passes its value on. */
  readonly operand: Node
}

/** What becomes of the value of an expression. A tested operand of a dropped `and` counts as dropped too. */
export function useOf(expression: Node): Use {
  return outcomeOf(expression).use
}

/** The same, with what is done with it and where. */
export function outcomeOf(expression: Node): Outcome {
  let tested: Outcome | undefined
  for (let operand = expression, parent = operand.parent; parent; operand = parent, parent = parent.parent) {
    const { use, how } = stepIn(parent, operand)
    if (use && tested && use !== 'dropped') return tested
    if (use) return how === undefined ? { use, operand } : { use, how, operand }
    if (how !== undefined) tested ??= { use: 'used-as-value', how, operand }
  }
  return { use: 'stored', operand: expression }
}

/** What one construct does with an expression in it. Without a use it passes the value on as its own. */
interface Step {
  readonly use?: Use
  readonly how?: string
}

const value = (how: string): Step => ({ use: 'used-as-value', how })
const PASSED_ON: Step = {}
const STORED: Step = { use: 'stored' }

function stepIn(parent: Node, child: Node): Step {
  switch (parent.kind) {
    case 'parenthesized_expression':
      return PASSED_ON
    case 'conditional_expression':
      return parent.children[1] === child ? value('tested') : PASSED_ON
    case 'list_comprehension':
    case 'set_comprehension':
      // The elements of a comprehension that is dropped are dropped with it.
      return { use: is(parent.parent, 'expression_statement') ? 'dropped' : 'stored' }
    case 'expression_statement':
      return { use: 'dropped' }
    case 'await':
      return { use: 'awaited' }
    case 'return_statement':
    case 'yield':
    case 'lambda':
      return { use: 'returned' }
    case 'argument_list':
    case 'keyword_argument':
      return { use: 'passed' }
    default:
      return operationIn(parent, child)
  }
}

/** What an operator or a statement does with an operand. */
function operationIn(parent: Node, child: Node): Step {
  if (is(parent, 'boolean_operator')) {
    return child.role === 'left' && field(parent, 'operator').kind === 'and' ? { how: 'tested' } : PASSED_ON
  }
  if (is(parent, 'attribute')) {
    const name = field(parent, 'attribute').text
    return OWN_ATTRIBUTES.test(name) ? STORED : value(`asked for \`.${name}\``)
  }
  if (is(parent, 'call')) return child.role === 'function' ? value('called') : { use: 'passed' }
  if (is(parent, 'subscript')) return child.role === 'value' ? value('indexed') : STORED
  if (is(parent, 'for_statement', 'for_in_clause')) {
    return child.role === 'right' && !isAsync(parent) ? value('iterated') : STORED
  }
  if (is(parent, 'assignment')) {
    const isUnpacked = is(field(parent, 'left'), 'pattern_list', 'tuple_pattern', 'list_pattern')
    return child.role === 'right' && isUnpacked ? value('unpacked') : STORED
  }
  if (is(parent, 'binary_operator', 'augmented_assignment')) {
    const operator = field(parent, 'operator').kind
    if (operator === '%' && is(parent.children[0], 'string', 'concatenated_string')) return value('formatted')
    return ARITHMETIC.test(operator) ? value(`an operand of \`${operator}\``) : STORED
  }
  if (is(parent, 'assert_statement')) return parent.children[0] === child ? value('tested') : STORED
  const how = VALUE_USES.get(parent.kind)
  return how === undefined ? STORED : value(how)
}

/** Operators that no class defines for coroutines as its operands; `|`, `>>` and the like may build pipelines of them. */
const ARITHMETIC = /^(\+|-|\/\/?|%|\*\*?)=?$/

/** What a coroutine has itself, and what asked of it shows that a task is meant. */
const OWN_ATTRIBUTES = /^(send|throw|close|cr_\w+|__\w+__|cancel|cancelled|done|(add|remove)_done_callback)$/

/** What the other constructs do with a value that they use. */
const VALUE_USES: ReadonlyMap<Kind, string> = new Map([
  ['comparison_operator', 'compared'],
  ['dictionary_splat', 'unpacked'],
  ['elif_clause', 'tested'],
  ['format_expression', 'formatted'],
  ['if_clause', 'tested'],
  ['if_statement', 'tested'],
  ['interpolation', 'formatted'],
  ['list_splat', 'unpacked'],
  ['match_statement', 'matched'],
  ['not_operator', 'tested'],
  ['raise_statement', 'raised'],
  ['unary_operator', 'an operand'],
  ['while_statement', 'tested'],
])
