import { addLook, hashOf, note } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'
import type { Store } from '../source/store.ts'
import { Tree } from './tree.ts'

/** What was found below a folder: the question as a text, and the files. */
export type SearchNews = readonly [root: string, question: string, files: readonly string[]]

/** Which files below a folder hold some words. What was found once is kept, and of other runs what holds for files that are the same. */
export class Searches {
  readonly #trees = new Map<string, Tree>()
  /** What earlier runs found, by root. */
  readonly #shelf: Shelf | undefined

  constructor(store?: Store) {
    this.#shelf = store?.shelf('searches')
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
  takeNews(): readonly SearchNews[] {
    return [...this.#trees].flatMap(([root, tree]) =>
      tree.takeNews().map(([question, files]) => [root, question, files] as const),
    )
  }

  /** Takes what another process has found. */
  learn(news: readonly SearchNews[]): void {
    for (const [root, question, files] of news) this.#treeAt(root).learn(question, files)
  }

  /** Keeps for the next run what was found. */
  save(): void {
    for (const [root, tree] of this.#trees) if (tree.hasNews) this.#shelf?.put(root, JSON.stringify(tree.known()))
    this.#shelf?.save()
  }

  /** How an earlier answer looks today, where that is told without a search. */
  #before(root: string, question: string): string {
    const found = this.#treeAt(root).foundBefore(question)
    return found ? hashOf(found.join('\0')) : 'unknown'
  }

  #treeAt(root: string): Tree {
    const known = this.#trees.get(root) ?? new Tree(root, this.#shelf !== undefined, this.#shelf?.get(root))
    this.#trees.set(root, known)
    return known
  }
}
