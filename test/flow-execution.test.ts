import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Flow } from '../src/semantics/flow/flow.ts'
import type { Point } from '../src/semantics/flow/point.ts'
import { is, type Node } from '../src/syntax/node.ts'
import { ask } from './cpython.ts'
import { flowIn } from './flow-in-source.ts'
import { coroutines } from './flow-programs.ts'

/**
 * What runs each coroutine over and over: every `await e(n)`, entering, leaving and step asks what shall come of it, and
 * is given anything, preferably what was given least so far. Collects which event came after which outcome of which, until all that are expected
 * have come.
 */
const RUNS = `
import collections, random

chance = random.Random(1)

class Boom(Exception): pass

class Ask:
    def __init__(self, event): self.event = event
    def __await__(self): return (yield self.event)

class Manager:
    def __init__(self, n): self.n = n
    async def __aenter__(self): return await Ask(f"{self.n} enter")
    async def __aexit__(self, *error): return await Ask(f"{self.n} leave")

class Items:
    def __getitem__(self, key): return 0
    def __setitem__(self, key, value): pass

class Steps:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not await Ask(f"{self.n} step"): raise StopAsyncIteration

def observe(source, expected):
    tried = collections.Counter()
    pairs = set()
    def least(key, choices):
        choice = min(choices, key=lambda each: tried[key, each]) if chance.random() < 0.5 else chance.choice(choices)
        tried[key, choice] += 1
        return choice
    for run in range(5000):
        if run > 100 and pairs >= expected: break
        last = None
        names = {
            "Boom": Boom, "m": Manager, "it": Steps, "x": Items(), "f": lambda *a, **k: chance.choice((0, 1)),
            "e": lambda n: Ask(f"{n} evaluate"), "some": lambda *a: [0] * chance.choice((0, 1, 2)), "boom": lambda *a: Boom(),
            "which": lambda: chance.choice(((), Exception)), "deco": lambda v: lambda f: f,
        }
        exec(source, names)
        work, answer = names["work"](), 0
        for count in range(60):
            try:
                event = work.throw(Boom()) if answer == "raise" else work.send(None if last is None else answer)
                end = False
            except StopIteration:
                event, end = "end", True
            except (Boom, AssertionError):
                event, end = "escape", True
            except Exception as error:
                raise AssertionError(source) from error
            if last is not None: pairs.add(f"{last} {event}")
            if end: break
            answer = 1 if last is None else least(event, (0, 1, 2, "raise"))
            last = f"{event} {'raise' if answer == 'raise' else 'done'} ->"
        else:
            leave(work)
    return sorted(pairs)

def leave(work):
    for _ in range(100):
        try: work.close()
        except RuntimeError: continue
        except BaseException: pass
        return

sys.unraisablehook = lambda _: None
json.dump([observe(source, set(pairs)) for source, pairs in json.load(sys.stdin)], sys.stdout)
`

/** The same pairs, as the graph has them. */
function pairsIn(flow: Flow): string[] {
  const eventOf = ({ node, does }: Point): string | undefined => {
    if (does === 'end' || does === 'escape') return does
    const isEvent = is(node, 'await') || (is(node, 'with_item') && does !== 'evaluate') || isAsyncStep(node, does)
    const number = is(node, 'await') || is(node, 'with_item') ? node.text : iterableOf(node)
    return isEvent ? `${/\d+/.exec(number)?.[0]} ${does}` : undefined
  }
  const isAsyncStep = (node: Node, does: string) => does === 'step' && node.text.startsWith('async')
  const iterableOf = (node: Node) => node.children.find(child => child.role === 'right')?.text ?? ''
  const pairs = new Set<string>()
  for (const from of flow) {
    const event = eventOf(from)
    if (event === undefined) continue
    for (const [outcome, follows] of [
      ['done', from.next],
      ['raise', from.raises],
    ] as const) {
      const seen = new Set(follows)
      for (const point of seen) {
        const to = eventOf(point)
        if (to !== undefined) pairs.add(`${event} ${outcome} -> ${to}`)
        else for (const next of point.next.length > 0 ? point.next : point.raises) seen.add(next)
      }
    }
  }
  return [...pairs].filter(pair => !/^(0 evaluate raise|end|escape)/.test(pair)).sort()
}

test('paths are those that CPython takes', { timeout: 120_000 }, () => {
  const programs = fc
    .sample(coroutines, { numRuns: 100, seed: 7 })
    .map(source => [source, pairsIn(flowIn(source))] as const)
  const observed = ask(RUNS, programs) as string[][]
  for (const [index, [source, pairs]] of programs.entries())
    expect({ source, pairs: observed[index] }).toEqual({ source, pairs })
})
