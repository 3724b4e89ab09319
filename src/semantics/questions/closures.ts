import { is, isAsync, type Kind, type Node } from '../../syntax/node.ts'
import { fitsCall } from '../arguments.ts'
import { homeOf } from '../homes.ts'
import type { Model } from '../model.ts'
import { awaitObstacle, runsOnLoop } from '../places.ts'
import { classesInOrder } from '../types/classes.ts'
import { moduleOf } from '../types/root.ts'
import { isInHeader, isTakenAsCoroutine, isTest } from './caller-places.ts'
import { asyncObstacle, givesNoAwaitable } from './colours.ts'
import { calledBy, type Mention, mentionsOf } from './mentions.ts'
import { type Naming, type Target, targetOf } from './targets.ts'
import { lookedUpByPrefix } from './texts.ts'

/** A node, with the file that it stands in. */
export interface Placed<K extends Kind> {
  readonly node: Node<K>
  readonly file: Model
}

/** A function and all that have to become coroutines with it, and what has to be written where. */
export interface Closure {
  /** What becomes `async def`: first the function that was asked about. */
  readonly functions: readonly Placed<'function_definition'>[]
  /** Calls of these in coroutines, and in what becomes one. */
  readonly awaited: readonly Placed<'call'>[]
  /** Calls of these at module level and in synchronous tests, where no loop runs yet. */
  readonly run: readonly Placed<'call'>[]
  /** A call in a coroutine, if there is one. */
  readonly onLoop: Placed<'call'> | undefined
  /** Whether what may be a call of one of them runs on a loop. */
  readonly mayBeOnLoop: boolean
  /** Whether other code may import the functions by name: `__all__` lists one. */
  readonly isExported: boolean
  /** The first reason why not all of it can be done. */
  readonly obstacle: string | undefined
}

/** So many functions are no fix any more. */
const MOST_FUNCTIONS = 50
/** A name that more files speak of is not followed. */
const MOST_FILES = 300

/** Follows the callers of a synchronous function upwards, over files; `asking` is the file of the finding. */
export function closureOf(definition: Node<'function_definition'>, asking: Model): Closure {
  const home = homeOf(definition)
  const search = new Search(home, asking)
  search.follow(definition, home)
  return search
}

class Search implements Closure {
  readonly functions: Placed<'function_definition'>[] = []
  readonly awaited: Placed<'call'>[] = []
  readonly run: Placed<'call'>[] = []
  onLoop: Placed<'call'> | undefined
  mayBeOnLoop = false
  isExported = false
  obstacle: string | undefined
  /** Methods that override others of these, or are overridden by them: the calls of those are calls of these too. */
  readonly #relatives = new Set<Node>()
  readonly #asking: Model
  /** One reading of each file that is to change, so that nodes can be told apart. */
  readonly #read: Map<string, Model>

  constructor(file: Model, asking: Model) {
    this.#asking = asking
    this.#read = new Map([asking, file].map(each => [moduleOf(each).path, each]))
  }

  follow(definition: Node<'function_definition'>, file: Model): void {
    this.#add(definition, file)
    for (const { node, file: home } of this.functions) {
      if (this.functions.length > MOST_FUNCTIONS)
        this.#stop(`more than ${MOST_FUNCTIONS} functions would have to become \`async def\` with it`)
      if (this.#isDecided) return
      const target = targetOf(node, home, this.#naming)
      this.#stop(this.#obstacleOf(target), { node, file: home })
      let isCalled = this.#relatives.has(node)
      for (const mention of mentionsOf(target, this.#naming)) {
        if (mention.how !== 'exported') isCalled = true
        this.#visit(mention, target)
        if (this.#isDecided) return
      }
      if (!isCalled) this.#stop(`nothing in sight calls \`${target.name}\``, { node, file: home })
    }
  }

  /** The files that hold a word; one that cannot be read stops the search. */
  readonly #naming: Naming = function* (this: Search, word: string, as?: 'base'): Generator<Model> {
    const { project, path } = this.#asking
    const seen = new Set<string>()
    for (const [at, file] of this.#read) {
      seen.add(at)
      if (file.tree.source.includes(word)) yield file
    }
    const files = as === 'base' ? project?.filesInheriting(word, path) : project?.filesNaming(word, path)
    const others = files?.filter(at => !seen.has(at)) ?? []
    if (others.length > MOST_FILES) {
      this.#stop(`${others.length} files speak of \`${word}\``)
      this.mayBeOnLoop = true
      return
    }
    for (const at of others) {
      const file = project?.fileAt(at)
      if (!file || file.tree.errors.length > 0) {
        this.#stop(`${project?.moduleAt(at).shown} may call \`${word}\`, and cannot be read as Python`)
        continue
      }
      yield file
    }
  }.bind(this)

  #obstacleOf(target: Target): string | undefined {
    const { definition, file, name, owner, module } = target
    const obstacle = asyncObstacle(definition, file)
    if (obstacle) return obstacle
    const { project } = file
    if (project?.fileAt(`${module.path}i`)) return `\`${name}\` is declared in a \`.pyi\` file too`
    const entry = target.isLocal ? undefined : project?.entryPoint(name, module.path)
    if (entry) return `\`${name}\` is named in ${entry}`
    const beside = owner ? classesInOrder(owner).flatMap(each => each?.of.module.path ?? []) : []
    const files = beside.flatMap(at => this.#read.get(at) ?? project?.fileAt(at) ?? [])
    return lookedUpByPrefix(target, [file, ...files]) && `names that begin like \`${name}\` are looked up beside it`
  }

  /** Whether nothing more can change what comes of it. */
  get #isDecided(): boolean {
    return this.obstacle !== undefined && (this.onLoop !== undefined || this.mayBeOnLoop)
  }

  #add(node: Node<'function_definition'>, file: Model): void {
    if (!this.functions.some(other => other.node === node)) this.functions.push({ node, file })
  }

  #stop(reason: string | undefined, at?: Placed<Kind>): void {
    if (reason !== undefined) this.obstacle ??= at ? `${reason} (${placeText(at)})` : reason
  }

  #visit({ how, at, file }: Mention, target: Target): void {
    const { name, definition } = target
    const place = placeText({ node: at, file })
    const method = at.parent
    if (how === 'call' || how === 'relative') this.#read.set(moduleOf(file).path, file)
    if (how === 'call' && is(at, 'call')) this.#call(at, file, definition)
    else if (how === 'relative' && is(method, 'function_definition')) {
      // It may be a coroutine already.
      if (isAsync(method)) return
      this.#relatives.add(method)
      this.#add(method, file)
    } else if (how === 'exported') this.isExported = true
    else if (how === 'text') this.#stop(`\`${name}\` is reached by its name as a text in ${place}`)
    else if (how === 'value') this.#stop(`\`${name}\` is used without being called in ${place}`)
    else {
      const call = calledBy(at)
      if (is(call, 'call') && !fitsCall(call, definition)) return
      // Where it is awaited already nothing has to change, whatever is meant.
      if (is(call, 'call') && isTakenAsCoroutine(call, file) && givesNoAwaitable(definition)) return
      if (is(call, 'call') && runsOnLoop(call)) this.mayBeOnLoop = true
      const expression = is(at.parent, 'attribute') && at.role === 'attribute' ? at.parent : at
      this.#stop(`\`${expression.text}\` in ${place} may be this function`)
    }
  }

  #call(call: Node<'call'>, file: Model, definition: Node<'function_definition'>): void {
    const place = file.placeOf(call)
    if (place.kind === 'coroutine') this.onLoop ??= { node: call, file }
    if (isTakenAsCoroutine(call, file)) {
      const isPlain = givesNoAwaitable(definition) || file.resultOf(call).kind === 'value'
      this.#stop(isPlain ? undefined : `what \`${call.text}\` gives is taken for a coroutine already`, {
        node: call,
        file,
      })
    } else if (isInHeader(call))
      this.#stop(`\`${call.text}\` stands in the header of a definition`, { node: call, file })
    else if (place.kind === 'module' || isTest(place.node, file)) this.run.push({ node: call, file })
    else if (place.kind === 'coroutine' || place.kind === 'function') {
      if (place.kind === 'function' && is(place.node, 'function_definition')) this.#add(place.node, file)
      this.awaited.push({ node: call, file })
    } else this.#stop(awaitObstacle(call, file), { node: call, file })
  }
}

/** A place as messages show it: `app/jobs.py:12`. */
export function placeText({ node, file }: Placed<Kind>): string {
  return `${file.project?.moduleAt(file.path).shown ?? file.path}:${file.lineAt(node.start)}`
}
