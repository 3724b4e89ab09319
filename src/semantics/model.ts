import type { Runtime } from '../knowledge/runtimes.ts'
import type { Node } from '../syntax/node.ts'
import type { Tree } from '../syntax/parse.ts'
import type { Bindings } from './bind.ts'
import type { Replacements } from './replacements.ts'
import type { Binding, Scope } from './scopes.ts'
import type { ModuleEntity } from './types/entities.ts'

/** Lowest Python minor version 3.N that the code has to run on. */
export type PythonMinor = number

/** What the user says about the code, beside the code itself. */
export interface ModelOptions {
  readonly target: PythonMinor
  /** Nobody says the target: it is the default, and the code may well need a newer Python. */
  readonly isTargetAssumed?: boolean
  /** `auto` reads the runtime from the module's imports. */
  readonly runtime: Runtime | 'auto'
  /** Qualified names of the user's own functions that block. */
  readonly blockingCalls: readonly string[]
  /** Qualified names of callables whose calls are coroutines. */
  readonly coroutineFunctions: readonly string[]
  /** Qualified names of the user's own callables that run in a thread what they are given. */
  readonly threadStarters?: readonly string[]
  /** Qualified names of callables that take a coroutine and run it. */
  readonly taskStarters: readonly string[]
  /** Whether what blocks on some paths only counts too. */
  readonly pedantic?: boolean
}

/** The innermost thing that runs a piece of code, as the language reference draws the line. */
export interface Place {
  /** `annotation`: not run with the code around it. `generator`: the body of a generator expression. */
  readonly kind: 'coroutine' | 'function' | 'lambda' | 'generator' | 'class' | 'module' | 'annotation'
  readonly node: Node
}

/** What is known of an object of a library's class. */
export interface Instance {
  /** Qualified name of the class: `requests.Session`. */
  readonly name: string
  /** The call in this file that made the object, or made the object it came from. */
  readonly origin?: Node<'call'>
}

/**
 * What calling gives. An `awaitable` is a future whose work has begun, a `value` is nothing that can be awaited;
 * `unknown` may be anything.
 */
export interface Result {
  readonly kind: 'coroutine' | 'task' | 'awaitable' | 'async-generator' | 'value' | 'unknown'
  /** Why the answer is likely and not certain, as the end of a sentence. */
  readonly doubt?: string
  /** What the answer rests on, a clause for each step. */
  readonly steps?: readonly string[]
}

/** Which methods an object certainly has of a protocol with a synchronous and an asynchronous form. */
export type Protocol = 'sync' | 'async' | 'both' | 'unknown'

/** How an object can be entered by a `with` statement, and iterated. */
export interface Protocols {
  readonly context: Protocol
  readonly iteration: Protocol
}

/** What becomes of an expression's value. */
export type Use = 'awaited' | 'returned' | 'stored' | 'passed' | 'dropped' | 'used-as-value'

/** How a project has pytest run its tests, as far as its files say. */
export interface PytestSetup {
  /** Whether something may run coroutines that carry no mark: a mode, a plugin, a hook. */
  readonly mayRunAll: boolean
  /** Whether pytest-asyncio is set to run those that carry its mark only. */
  readonly isStrict: boolean
}

/** What a file may hold that is of interest: what matters to event loops, which threads do too, or to threads only. */
export type Matter = 'loops' | 'threads'

/** What the project's other files say: asked only when an answer depends on it. */
export interface Project {
  /** The module in a file. */
  moduleAt(path: string): ModuleEntity
  /** What a file with this text can hold, itself or by what it names of others; undefined where nothing of interest. */
  mattersIn(path: string, text: string): Matter | undefined
  /** Takes note of a file that is being looked at, so that others who ask of it need not read it again. */
  learn(file: Model): void
  /** Takes note of the files that are to be mended, for a fix may change any of them, and of those named outright. */
  give(paths: Iterable<string>, named: Iterable<string>): void
  /** Whether a file is to be mended. */
  isGiven(path: string): boolean
  /** Whether the user has named a file outright. */
  isNamed(path: string): boolean
  /** The files of a file's project, and those to be mended, that hold a name as a word or cannot be read; absolute. */
  filesNaming(name: string, from: string): readonly string[]
  /** Those of them in which a class may inherit from the one of that name, directly or under another name. */
  filesInheriting(name: string, from: string): readonly string[]
  /** Where the project's configuration names a function of a file, as an entry point. */
  entryPoint(name: string, from: string): string | undefined
  /** Keeps what the next run may need. */
  save(): void
  /** The project as it is with these texts, by absolute path, in the place of what the disk holds. */
  with(texts: ReadonlyMap<string, string>): Project
  /** What the file at a path means, for questions about its code itself; undefined where it cannot be read. */
  fileAt(path: string): Model | undefined
  /** Where tests replace what a file calls by this text (`time.sleep`), by naming it: `patch('app.jobs.time.sleep')`. */
  patchesOf(path: string, reference: string): readonly { readonly place: string; readonly target: string }[]
  /** The modules of a file's project in which some class may define a plain method or a variable of a name. */
  modulesDefining(path: string, name: string): readonly ModuleEntity[]
  /** Whether another file takes this name from the file, by import or as an attribute. */
  isNamedElsewhere(path: string, name: string): boolean
  /** How pytest runs the tests in a file. */
  pytestSetup(path: string): PytestSetup
}

/** The questions that semantics answers of one file; each has its own module, and `PythonFile` joins them. */
export interface Model {
  readonly path: string
  readonly tree: Tree
  readonly project: Project | undefined
  readonly options: ModelOptions
  readonly bindings: Bindings
  readonly replacements: Replacements
  /** Whether the file only declares what another defines: a `.pyi` file. */
  readonly isStub: boolean
  /** The 1-based line of a UTF-16 offset. */
  lineAt(offset: number): number
  /** Whether a name is a builtin where nothing binds it. */
  isBuiltin(name: string): boolean
  /** Dotted name of what an expression stands for, as it would be imported: `time.sleep`, `builtins.open`. */
  nameOf(node: Node): string | undefined
  instanceOf(node: Node): Instance | undefined
  bindingOf(identifier: Node): Binding | undefined
  scopeOf(node: Node): Scope
  placeOf(node: Node): Place
  /** The function or class that an expression certainly stands for, of this file or of another. */
  definitionOf(callee: Node): Node<'function_definition' | 'class_definition'> | undefined
  /** Whether a star import binds a name; undefined where its module is not known through and through. */
  starBrings(star: Node<'import_from_statement'>, name: string): boolean | undefined
  resultOf(call: Node<'call'>): Result
}
