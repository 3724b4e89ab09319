import { type Answer, foundFor, relyOn } from '../grounds.ts'
import { builtins } from '../knowledge/python-names.ts'
import type { Runtime } from '../knowledge/runtimes.ts'
import { Lines } from '../syntax/lines.ts'
import type { Node, Span } from '../syntax/node.ts'
import { parse, type Tree } from '../syntax/parse.ts'
import { type Bindings, bind, scopeOf } from './bind.ts'
import { isGiven, isReference, isRunningLoop, originOf, resultOfExpression } from './calls.ts'
import { isDamaged } from './damage.ts'
import { definitionOf } from './definitions.ts'
import { collectedIn, elementsOf } from './elements.ts'
import { isExpectedToFail } from './expectations.ts'
import { type BlockingHelper, blockingHelper } from './helpers.ts'
import { setHome } from './homes.ts'
import { instanceOf } from './instances.ts'
import { Memory } from './memory.ts'
import { misuseOf } from './misuses.ts'
import type { Instance, Model, ModelOptions, Place, Project, Protocols, Result, Use } from './model.ts'
import { nameOf } from './names.ts'
import { placeOf, runsOnLoop } from './places.ts'
import { protocolsOf } from './protocols.ts'
import { remarksOn } from './remarks.ts'
import { replacementsIn } from './replacement-search.ts'
import { NOTHING_REPLACED, type Replacements } from './replacements.ts'
import { givesPlainValue, resultOf } from './results.ts'
import { foreignRunnerOf, importedPackages, runtimeOf } from './runtime.ts'
import type { Binding, Scope } from './scopes.ts'
import { starBrings } from './stars.ts'
import { useOf } from './uses.ts'

/** What a Python file means: all that a transform or a fix verb may ask. Answers are found when asked, and kept. */
export class PythonFile implements Model {
  readonly path: string
  readonly tree: Tree
  readonly options: ModelOptions
  readonly project: Project | undefined
  #bindings: Bindings | undefined
  #replacements: Replacements | undefined
  readonly #replaced: Answer = {}
  #lines: Lines | undefined
  readonly #names = new Memory<string>()
  readonly #instances = new Memory<Instance>()
  readonly #definitions = new Memory<Node<'function_definition' | 'class_definition'>>()

  constructor(path: string, source: string, options: ModelOptions, project?: Project) {
    this.path = path
    this.tree = parse(source)
    this.options = options
    this.project = project
    setHome(this.tree.root, this)
  }

  get source(): string {
    return this.tree.source
  }

  get bindings(): Bindings {
    this.#bindings ??= bind(this.tree.root)
    return this.#bindings
  }

  /** What the code of the file may put in the place of what it defines or imports. */
  get replacements(): Replacements {
    if (this.#replacements) relyOn(this.#replaced)
    else {
      this.#replacements = NOTHING_REPLACED
      this.#replacements = foundFor(this.#replaced, () => replacementsIn(this, node => nameOf(node, this)))
      this.#names.clear()
      this.#instances.clear()
      this.#definitions.clear()
    }
    return this.#replacements
  }

  /** Dotted name of what an expression certainly stands for, as it would be imported: `time.sleep`, `builtins.open`. */
  nameOf(node: Node): string | undefined {
    const { names } = this.replacements
    return this.#names.recall(node, () => {
      const name = nameOf(node, this)
      return name !== undefined && names.has(name) ? undefined : name
    })
  }

  /** The class that an expression's value is certainly an instance of. */
  instanceOf(node: Node): Instance | undefined {
    return this.#instances.recall(node, () => instanceOf(node, this))
  }

  /** The 1-based line of a UTF-16 offset. */
  lineAt(offset: number): number {
    this.#lines ??= new Lines(this.source)
    return this.#lines.at(offset)
  }

  get isStub(): boolean {
    return this.path.endsWith('.pyi')
  }

  starBrings(star: Node<'import_from_statement'>, name: string): boolean | undefined {
    return starBrings(star, name, this)
  }

  isBuiltin(name: string): boolean {
    return builtins.has(name)
  }

  bindingOf(identifier: Node): Binding | undefined {
    return this.bindings.of.get(identifier)
  }

  /** The scope in which the names of a node are looked up. */
  scopeOf(node: Node): Scope {
    return scopeOf(node, this.bindings)
  }

  /** What runs the code of a node. */
  readonly placeOf: (node: Node) => Place = placeOf

  /** Whether an event loop waits while the code of a node runs. */
  readonly runsOnLoop: (node: Node) => boolean = runsOnLoop

  /** The function or class that an expression certainly stands for, of this file or of another. */
  definitionOf(callee: Node): Node<'function_definition' | 'class_definition'> | undefined {
    return this.#definitions.recall(callee, () => definitionOf(callee, this))
  }

  /** What a call in a coroutine waits for through functions of the project; nothing for all but the first that comes to the same. */
  readonly blockingHelper = (call: Node<'call'>): BlockingHelper | undefined => blockingHelper(call, this)

  /** What a call gives. */
  readonly resultOf = (call: Node<'call'>): Result => resultOf(call, this)

  /** Whether a call certainly gives a value that cannot be awaited. */
  readonly givesPlainValue = (call: Node<'call'>): boolean => givesPlainValue(call, this)

  /** Which protocols of `with` and `for` the value of an expression certainly has. */
  readonly protocolsOf = (expression: Node): Protocols => protocolsOf(expression, this)

  /** The call that made the object a method is called on or that a function is given; the call itself if it makes one. */
  readonly originOf = (call: Node<'call'>): Node<'call'> | undefined => originOf(call, this)

  /** Whether an argument of a call is certainly an instance of a class. */
  readonly isGiven = (call: Node<'call'>, className: string): boolean => isGiven(call, className, this)

  /** Whether an expression is certainly the loop that runs the code: got in a coroutine by `get_running_loop()` or its like. */
  readonly isRunningLoop = (expression: Node): boolean => isRunningLoop(expression, this)

  /** Whether the code around a node counts on its going wrong, as tests do; with a name, on this exception too. */
  isExpectedToFail(node: Node, exception?: string): boolean {
    return isExpectedToFail(node, exception)
  }

  /** What an expression gives that is a call, or a name for one that has no other use. */
  resultOfExpression(expression: Node): Result {
    return resultOfExpression(expression, this)
  }

  /** The expressions that make the elements of a display or comprehension. */
  readonly elementsOf: (collection: Node) => readonly Node[] = elementsOf

  /** The expressions that make the elements of the collection under a name; nothing where there may be others, or other uses. */
  collectedIn(name: Node): readonly Node[] {
    return collectedIn(name, this)
  }

  /** Whether an attribute or identifier reads what it names, instead of binding it. */
  isReference(node: Node<'attribute' | 'identifier'>): boolean {
    return isReference(node, this)
  }

  /** The comment at the end of a node's line and those on the lines directly above it, as one text. */
  remarksOn(node: Node): string {
    return remarksOn(node, this.tree)
  }

  /** What becomes of an expression's value. */
  readonly useOf: (expression: Node) => Use = useOf

  /** How the code around a call takes its value for a coroutine's result, as a clause: `it is compared instead of …`. */
  readonly misuseOf = (call: Node<'call'>): string | undefined => misuseOf(call, this)

  /** The library whose event loop the module's coroutines run on. */
  get runtime(): Runtime {
    return runtimeOf(this)
  }

  /** What runs the module's coroutines that is not asyncio or one of its peers, if anything does. */
  get foreignRunner(): string | undefined {
    return foreignRunnerOf(this)
  }

  /** Whether the module imports a package, at its top or anywhere in it. */
  imports(name: string): boolean {
    return importedPackages(this).has(name)
  }

  /** Whether a part of the file is in or beside something that does not parse, or has it in it: nothing there is ever edited. */
  readonly isDamaged = (span: Span): boolean => isDamaged(span, this)
}
