import fc from 'fast-check'

/** Small coroutines over `await e(n)`, with every construct that leads elsewhere; each `#` becomes a number of its own. */
const lines = (...parts: (string | string[])[]): string[] => parts.flat()
const indent = (body: readonly string[]) => body.map(line => `    ${line}`)

const { block } = fc.letrec<{
  expression: string
  statement: string[]
  inLoop: string[]
  block: string[]
  loopBody: string[]
}>(tie => {
  const [one, body, loopBody] = [tie('expression'), tie('block'), tie('loopBody')]
  const event = fc.constant('await e(#)')
  const simple = fc.oneof(
    { weight: 12, arbitrary: one.map(value => [value]) },
    one.map(value => [`y = z = ${value}`]),
    fc.tuple(event, one).map(([key, value]) => [`x[${key}], y = ${value}, 1`]),
    fc.tuple(event, event).map(([key, value]) => [`x[${key}] += ${value}`]),
    fc.tuple(event, event).map(([test, text]) => [`assert ${test}, ${text}`]),
    event.map(value => [`return ${value}`]),
    event.map(value => [`raise boom(${value})`]),
    event.map(value => [`@deco(${value})`, `def g(a=${value}, b=lambda: 1):`, '    return 1']),
  )
  const jumps = fc.constantFrom('break', 'continue').map(jump => [jump])
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const clause = (head: string, inner: string[] | undefined) => (inner ? [head, ...indent(inner)] : [])
  const compound = fc.oneof(
    fc
      .tuple(one, body, optional(fc.tuple(one, body)), optional(body))
      .map(([test, yes, other, no]) =>
        lines(`if ${test}:`, indent(yes), other ? clause(`elif ${other[0]}:`, other[1]) : [], clause('else:', no)),
      ),
    fc
      .tuple(fc.oneof(one, fc.constant('True')), loopBody, optional(body))
      .map(([test, inner, no]) => lines(`while ${test}:`, indent(inner), clause('else:', no))),
    fc
      .tuple(fc.constantFrom('for y in some():', 'async for y in it(#):'), loopBody, optional(body))
      .map(([head, inner, no]) => lines(head, indent(inner), clause('else:', no))),
    fc
      .tuple(
        body,
        fc.constantFrom('except which():', 'except which() as y:', 'except:'),
        body,
        optional(body),
        optional(body),
      )
      .map(([inner, head, handled, no, last]) =>
        lines('try:', indent(inner), head, indent(handled), clause('else:', no), clause('finally:', last)),
      ),
    fc.tuple(body, body).map(([inner, last]) => lines('try:', indent(inner), 'finally:', indent(last))),
    fc
      .tuple(fc.constantFrom('m(#)', 'm(#) as y', 'm(#), m(#)', 'm(#) as y, m(#)'), body)
      .map(([items, inner]) => lines(`async with ${items}:`, indent(inner))),
    fc
      .tuple(event, body, optional(event), body, fc.boolean())
      .map(([subject, first, guard, second, isLast]) =>
        lines(
          `match ${subject}:`,
          indent(
            lines(
              'case 1:',
              indent(first),
              `case ${isLast ? '_' : '2 as y'}${guard ? ` if ${guard}` : ''}:`,
              indent(second),
            ),
          ),
        ),
      ),
  )
  const several = (statement: fc.Arbitrary<string[]>) =>
    fc.array(statement, { minLength: 1, maxLength: 2 }).map(all => all.flat())
  return {
    expression: fc.oneof(
      { maxDepth: 2, depthSize: 'max', depthIdentifier: 'expression' },
      { weight: 40, arbitrary: event },
      fc.tuple(one, fc.constantFrom('and', 'or'), one).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      one.map(value => `(not ${value})`),
      fc.tuple(one, one, one).map(([a, test, b]) => `f(${a} if ${test} else ${b})`),
      fc.tuple(event, event, event).map(([a, b, c]) => `(${a} < ${b} <= ${c})`),
      fc.tuple(one, one).map(([a, b]) => `f(${a}, k=${b})`),
      fc.tuple(event, event, event).map(([a, b, c]) => `f({${a}: ${b}}, [*(f(${c}), 1)])`),
      one.map(value => `f(w := ${value})`),
      fc.tuple(event, event).map(([element, test]) => `f([${element} async for y in it(#) if ${test}])`),
      event.map(element => `f({${element} for y in some() for z in some(await e(#))})`),
      event.map(text => `f(f"{${text}}")`),
    ),
    statement: fc.oneof({ maxDepth: 2, depthSize: 'max', depthIdentifier: 'statement' }, simple, {
      weight: 3,
      arbitrary: compound,
    }),
    inLoop: fc.oneof({ maxDepth: 2, depthSize: 'max', depthIdentifier: 'statement' }, simple, jumps, {
      weight: 2,
      arbitrary: compound,
    }),
    block: several(tie('statement')),
    // Without an event of its own a loop may never come back.
    loopBody: several(tie('inLoop')).map(all => ['await e(#)', ...all]),
  }
})

/** Sources of `async def work()`, which begin with the event 0. */
export const coroutines: fc.Arbitrary<string> = block.map(numbered).filter(source => !/\d{3}|[2-9]\d/.test(source))

function numbered(body: readonly string[]): string {
  let count = 0
  const text = lines('async def work():', indent(['await e(#)', ...body])).join('\n')
  return `${text.replaceAll('#', () => String(count++))}\n`
}
