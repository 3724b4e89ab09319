import { addLook, hashOf, note } from '../source/disk.ts'
import type { Store } from '../source/store.ts'
import { Tree } from './tree.ts'

/** What was found below a folder: the question as a text, and the files. */
export type News = readonly [root: string, question: string, files: readonly string[]]

const NAME = 'searches'

/** Which files below a folder hold some words. What was found once is kept, and of other runs what holds for files that are the same. */
export class Searches {
  readonly #store: Store | undefined
  readonly #trees = new Map<string, Tree>()
  #others: Readonly<Record<string, unknown>> | undefined

  constructor(store?: Store) {
    this.#store = store
    if (store) addLook('search', { now: at => this.#before(...(JSON.parse(at) as [string, string])) })
  }

  /**
   * The Python files and stubs below a folder that hold all of some words, and what a regular expression finds; those that
   * cannot be read are among them. Sorted.
   */
  filesWith(root: string, words: readonly string[], pattern?: string): readonly string[] {
    const question = JSON.stringify([words, pattern])
    const found = this.#treeAt(root).filesWith(question)
    note('search', JSON.stringify([root, question]), () => hashOf(found.join('\0')))
    return found
  }

  /** Whether a file is among those below a folder that are searched. */
  covers(file: string, root: string): boolean {
    return this.#treeAt(root).stamps.has(file)
  }

  /** What was found since this was last asked. */
  takeNews(): readonly News[] {
    return [...this.#trees].flatMap(([root, tree]) =>
      tree.takeNews().map(([question, files]) => [root, question, files] as const),
    )
  }

  /** Takes what another process has found. */
  learn(news: readonly News[]): void {
    for (const [root, question, files] of news) this.#treeAt(root).learn(question, files)
  }

  /** Keeps for the next run what was found. */
  save(): void {
    const trees = [...this.#trees]
    if (!this.#store || !trees.some(([, { hasNews }]) => hasNews)) return
    const known = Object.fromEntries(trees.map(([root, tree]) => [root, tree.known()]))
    this.#store.keep(NAME, { ...this.#ofOthers(), ...known })
  }

  /** What other runs found, by root. */
  #ofOthers(): Readonly<Record<string, unknown>> {
    this.#others ??= (this.#store?.recall(NAME) as Readonly<Record<string, unknown>> | undefined) ?? {}
    return this.#others
  }

  /** How an earlier answer looks today, where that is told without a search. */
  #before(root: string, question: string): string {
    const found = this.#treeAt(root).foundBefore(question)
    return found ? hashOf(found.join('\0')) : 'unknown'
  }

  #treeAt(root: string): Tree {
    const known = this.#trees.get(root) ?? new Tree(root, this.#store !== undefined, this.#ofOthers()[root])
    this.#trees.set(root, known)
    return known
  }
}
