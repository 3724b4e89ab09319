import { type Answer, foundFor, relyOn } from '../../grounds.ts'
import { type BlockingCall, database, http, input, subprocess } from '../../knowledge/blocking.ts'
import { canonical } from '../canonical.ts'
import type { Call, Expr } from '../summary/summary.ts'
import { classesInOrder } from './classes.ts'
import { type FunctionEntity, functionEntity, type ModuleEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import { classFrame, functionFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import type { Type } from './type.ts'

/** One step on the way from a function to what blocks: the call, the module that it is in, and the 1-based line. */
export interface Hop {
  readonly name: string
  readonly module: ModuleEntity
  readonly line: number | undefined
}

/** How a plain function comes to block: hops from its own body to the call that waits, which is the last. */
export interface Chain {
  readonly hops: readonly Hop[]
  /** Some call on the way is made on some paths only. */
  readonly isConditional: boolean
}

/** More hops than this are seldom what a caller has to know of. */
const LONGEST_CHAIN = 3

const SINKS: ReadonlySet<string> = new Set([
  'time.sleep',
  ...[http, subprocess, database, input].flatMap(table => [...table].flatMap(waitsForAnyArguments)),
])

/** The name of what waits whatever it is given. */
function waitsForAnyArguments([name, { givenZeroAt }]: readonly [string, BlockingCall]): readonly string[] {
  return givenZeroAt === undefined ? [name] : []
}

/** Functions by which code finds out on which thread it runs, or that a socket does not wait. */
const THREAD_TESTS =
  /^(threading\.(get_ident|current_thread|main_thread)|asyncio\.(get_running_loop|get_event_loop|_get_running_loop)|sniffio\..*|.*\.setblocking|.*\.settimeout)$/

/** Decorators under which most calls do not run the function. */
const CACHING = /^(functools\.(lru_cache|cache|cached_property)|.*\bcache\w*)$/

interface Way extends Answer {
  chain: Chain | undefined
  isOpen: boolean
}

const ways = new WeakMap<FunctionEntity, Way>()
/** How often a search has ended at a function that is too far away, or still being searched. */
let cuts = 0

/** The shortest way by which a function of the project comes to block; one on all paths goes before others. */
export function blockingChain(entity: FunctionEntity, depth = 1): Chain | undefined {
  const known = ways.get(entity)
  if (known) {
    if (known.isOpen) cuts++
    relyOn(known)
    return known.chain
  }
  if (depth > LONGEST_CHAIN) {
    cuts++
    return undefined
  }
  const before = cuts
  const way: Way = { chain: undefined, isOpen: true }
  ways.set(entity, way)
  way.chain = foundFor(way, () => found(entity, depth))
  way.isOpen = false
  // What was cut short is found again from nearer.
  if (!way.chain && cuts > before && depth > 1) ways.delete(entity)
  return way.chain
}

function found(entity: FunctionEntity, depth: number): Chain | undefined {
  const { summary, module } = entity
  if (module.origin !== 'project' || summary.isAsync || summary.isGenerator || isCached(entity)) return undefined
  const called = (summary.calls ?? []).map(call => {
    const type = calleeOf(call, entity)
    return { call, type, name: nameOf(type) }
  })
  if (called.some(({ name }) => name !== undefined && THREAD_TESTS.test(name))) return undefined
  const ways = called.flatMap(({ call, type, name }): Chain[] => {
    const isSink = name !== undefined && SINKS.has(name)
    const target = isSink ? undefined : enteredBy(type)
    const rest = target && blockingChain(target, depth + 1)
    if (!isSink && !rest) return []
    const hop = { name: isSink ? name : shown(call), module, line: call.line }
    const isConditional = call.isConditional === true || rest?.isConditional === true
    return [{ hops: [hop, ...(rest?.hops ?? [])], isConditional }]
  })
  const short = ways.filter(({ hops }) => hops.length <= LONGEST_CHAIN)
  return short.sort((a, b) => Number(a.isConditional) - Number(b.isConditional) || a.hops.length - b.hops.length)[0]
}

function isCached({ summary, around }: FunctionEntity): boolean {
  return (summary.decorators ?? []).some(each => {
    const callee = typeof each !== 'string' && each[0] === '()' ? each[1] : each
    return CACHING.test(qualifiedName(symbolOf(callee, around)) ?? '')
  })
}

function calleeOf({ call }: Call, entity: FunctionEntity): Type | undefined {
  return typeof call === 'string' || call[0] !== '()' ? undefined : typeOf(call[1], functionFrame(entity))
}

/** The function that a call runs: the one called, or the `__init__` of a class. */
export function enteredBy(type: Type | undefined): FunctionEntity | undefined {
  if (type?.kind === 'function')
    return type.functions.length === 1 && !type.doubt && !type.manager ? type.functions[0] : undefined
  const member = type?.kind === 'class' ? firstMember(classesInOrder(type.of), '__init__') : undefined
  const [declaration] = member?.declarations ?? []
  return member && declaration?.kind === 'function' ? functionEntity(declaration, classFrame(member.of)) : undefined
}

/** The name under which the tables list a function. */
function nameOf(type: Type | undefined): string | undefined {
  if (type?.kind === 'external') return canonical(type.name)
  const entity = type?.kind === 'function' ? type.functions[0] : undefined
  if (!entity || entity.module.origin === 'project') return undefined
  const { summary, module, owner } = entity
  return canonical(`${owner?.name ?? module.name}.${summary.name}`)
}

function shown({ call }: Call): string {
  const text = (expr: Expr): string =>
    typeof expr === 'string' ? expr : expr[0] === '.' ? `${text(expr[1])}.${expr[2]}` : '…'
  return typeof call === 'string' ? call : `${text(call[1] as Expr)}()`
}
