import type { Node } from '../../syntax/node.ts'
import type { ClassSummary, FunctionSummary, ModuleSummary } from '../summary/summary.ts'
import type { Frame } from './frames.ts'

/** A module, found by its name and read when something is asked of it. */
export interface ModuleEntity {
  /** Dotted, as it is imported: `app.client`. */
  readonly name: string
  /** The file's path; of a package without one the folder's. */
  readonly path: string
  /** The path as messages show it. */
  readonly shown: string
  /** A 1-based line of the file as messages show it: `app/jobs.py:12`. */
  shownAt(line: number | undefined): string
  readonly origin: 'project' | 'standard library' | 'typeshed' | 'installed'
  readonly isStub: boolean
  /** Undefined for a package without a file of its own, and for a file that cannot be read. */
  readonly summary: ModuleSummary | undefined
  /** The module with a dotted name, as this one would import it; leading dots are those of a relative import. */
  find(name: string): ModuleEntity | undefined
  /** The module in this package with a name. */
  child(name: string): ModuleEntity | undefined
  /** The `conftest.py` files that hold for a test here, the nearest first. */
  conftests?(): readonly ModuleEntity[]
  /** The modules that installed packages plug into pytest. */
  plugins?(): readonly ModuleEntity[]
  /** Of the file at hand: a scope as it is seen at a node in it, where the code around says more of some names. */
  seenAt?(node: Node, frame: Frame): Frame
}

/** A function of any file. */
export interface FunctionEntity {
  readonly id: string
  readonly summary: FunctionSummary
  readonly module: ModuleEntity
  /** The scope that it is defined in; that of a method is its class's. */
  readonly around: Frame
  readonly owner: ClassEntity | undefined
}

/** A class of any file. */
export interface ClassEntity {
  /** The same for the same class, however often its file is read. */
  readonly id: string
  readonly summary: ClassSummary
  readonly module: ModuleEntity
  readonly around: Frame
  /** Dotted, with its module's name: `app.client.Client`. */
  readonly name: string
}

/** Kept with the summary itself: weak maps of that size cost the garbage collector dearly. */
const ENTITY: unique symbol = Symbol('entity')

export function functionEntity(summary: FunctionSummary, around: Frame): FunctionEntity {
  const noted = summary as { [ENTITY]?: FunctionEntity }
  if (noted[ENTITY]) return noted[ENTITY]
  const { module, owner } = around
  const id = `${module.path}:${summary.at}:${summary.name}`
  const entity = { id, summary, module, around, owner: around.kind === 'class' ? owner : undefined }
  noted[ENTITY] = entity
  return entity
}

export function classEntity(summary: ClassSummary, around: Frame): ClassEntity {
  const noted = summary as { [ENTITY]?: ClassEntity }
  if (noted[ENTITY]) return noted[ENTITY]
  const { module, owner } = around
  const name = `${around.kind === 'class' && owner ? owner.name : module.name}.${summary.name}`
  const entity = { id: `${module.path}:${name}`, summary, module, around, name }
  noted[ENTITY] = entity
  return entity
}
