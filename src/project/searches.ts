import { filesBelow, PYTHON_OR_STUB } from '../source/discover.ts'
import { addLook, hashOf, note, peek, stampOf } from '../source/disk.ts'
import type { Store } from '../source/store.ts'

/** What was known of the files below a folder: the stamp of each, and for each pattern the numbers of the files that hold it. */
interface Known {
  readonly files: readonly (readonly [path: string, stamp: string])[]
  readonly found: Readonly<Record<string, readonly number[]>>
}

type Patterns = readonly [readonly string[], ...(readonly string[])[]]

/** Which files below a folder hold a text, by regular expression; what was found once is kept, and of other runs by file. */
export class Searches {
  readonly #store: Store | undefined
  readonly #trees = new Map<string, Tree>()

  constructor(store?: Store) {
    this.#store = store
    if (store) addLook('search', { now: at => hashOf(this.#find(JSON.parse(at)).join('\0')) })
  }

  /**
   * The Python files and stubs below a folder that cannot be read, or of each list of patterns hold what one of them finds;
   * sorted.
   */
  filesWith(root: string, ...patterns: Patterns): readonly string[] {
    const found = this.#find([root, ...patterns])
    note('search', JSON.stringify([root, ...patterns]), () => hashOf(found.join('\0')))
    return found
  }

  /** Whether a file is among those below a folder that are searched. */
  covers(file: string, root: string): boolean {
    return this.#treeAt(root).files.has(file)
  }

  /** Keeps for the next run what was found. */
  save(): void {
    for (const [root, tree] of this.#trees) if (tree.hasNews) this.#store?.keep(`searches ${root}`, tree.known())
  }

  #find([root, first, ...others]: readonly [string, ...Patterns]): readonly string[] {
    const tree = this.#treeAt(root)
    const holders = (any: readonly string[]) => new Set(any.flatMap(pattern => tree.filesWith(pattern)))
    const rest = others.map(holders)
    return [...holders(first)].filter(file => rest.every(each => each.has(file))).sort()
  }

  #treeAt(root: string): Tree {
    const known = this.#trees.get(root) ?? new Tree(root, this.#store)
    this.#trees.set(root, known)
    return known
  }
}

/** The files below one folder. */
class Tree {
  hasNews = false
  /** The stamp of each. */
  readonly files: ReadonlyMap<string, string>
  readonly #texts = new Map<string, string | undefined>()
  readonly #found = new Map<string, readonly string[]>()
  /** What another run found in files that are still the same. */
  readonly #before = new Map<string, readonly string[]>()
  readonly #same = new Set<string>()

  constructor(root: string, store: Store | undefined) {
    const files = filesBelow(root, PYTHON_OR_STUB)
    this.files = new Map(files.map(file => [file, store ? stampOf(file) : '']))
    const known = store?.recall(`searches ${root}`) as Known | undefined
    if (!known) return
    for (const [file, stamp] of known.files) if (this.files.get(file) === stamp) this.#same.add(file)
    this.hasNews = this.#same.size < this.files.size
    for (const [pattern, numbers] of Object.entries(known.found)) {
      const held = numbers.map(number => known.files[number]?.[0] ?? '')
      this.#before.set(
        pattern,
        held.filter(file => this.#same.has(file)),
      )
    }
  }

  filesWith(pattern: string): readonly string[] {
    const known = this.#found.get(pattern)
    if (known) return known
    const before = this.#before.get(pattern)
    if (!before) this.hasNews = true
    const sought = new RegExp(pattern, 'm')
    const held = new Set(before)
    const isHeld = (text: string | undefined) => text === undefined || sought.test(text)
    const found = [...this.files.keys()].filter(file =>
      before && this.#same.has(file) ? held.has(file) : isHeld(this.#textOf(file)),
    )
    this.#found.set(pattern, found)
    return found
  }

  #textOf(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, textAt(file))
    return this.#texts.get(file)
  }

  /** All that is known now, of what another run asked too. */
  known(): Known {
    const files = [...this.files]
    const numbers = new Map(files.map(([file], number) => [file, number]))
    const patterns = [...new Set([...this.#before.keys(), ...this.#found.keys()])]
    const found = patterns.map(
      pattern => [pattern, this.filesWith(pattern).flatMap(file => numbers.get(file) ?? [])] as const,
    )
    return { files, found: Object.fromEntries(found) }
  }
}

function textAt(file: string): string | undefined {
  try {
    return peek(file).toString()
  } catch {
    return undefined
  }
}
