import path from 'node:path'
import { oncePerName } from '../grounds.ts'
import { readsAttribute } from '../semantics/summary/mentioned-names.ts'
import type { Mention } from '../semantics/summary/summary.ts'
import { textOnDisk } from './files.ts'
import type { Library } from './library.ts'
import { rootsOf } from './roots.ts'
import type { Searches } from './searches.ts'
import { STAR_IMPORT } from './word-index.ts'

/** Where a test replaces a name of a module. */
interface Patch {
  /** As messages show it: `tests/test_jobs.py:12`. */
  readonly place: string
  readonly target: string
}

/**
 * Answers what a project's other files say of a file's names: who takes one from it, and which test replaces one. The
 * project's texts are searched when the first question comes; a file is parsed only where its text holds the words.
 */
export class Mentions {
  readonly #searches: Searches
  readonly #library: Library

  constructor(searches: Searches, library: Library) {
    this.#searches = searches
    this.#library = library
  }

  patchesOf(file: string, reference: string): readonly Patch[] {
    const parts = reference.split('.')
    const [module = ''] = modulesOf(file)
    const targets = parts.map((_, index) => `${module}.${parts.slice(0, index + 1).join('.')}`)
    return this.#about(file, module, parts[0] ?? '', replaces(parts)).flatMap(other =>
      this.#saidIn(other)
        .filter(({ how, name }) => how === 'patch' && targets.some(target => endsWithName(name, target)))
        .map(({ line, name }) => ({ place: this.#library.at(other).shownAt(line), target: name })),
    )
  }

  isNamedElsewhere(file: string, name: string): boolean {
    const [module = ''] = modulesOf(file)
    const isMeant = (mention: Mention) =>
      holdsName(mention.name, `${module}.${name}`) ||
      (mention.how === 'import' && endsWithName(mention.name, `${module}.*`))
    return this.#about(file, module, name).some(
      other => this.#saidIn(other).some(isMeant) || this.#reads(other, module, name),
    )
  }

  /** The files of a file's project, and some others, that hold a name as a word, or cannot be read; absolute. */
  naming(name: string, file: string, others: Iterable<string>): readonly string[] {
    return this.#holding(name, exactly(name), file, others)
  }

  /** Those of them in which a class may inherit from the one of that name, directly or under another name. */
  inheriting(name: string, file: string, others: Iterable<string>): readonly string[] {
    return this.#holding(name, inheritsFrom(word(name)), file, others)
  }

  /** Those of them in which a pattern finds something, if one is given. */
  #holding(name: string, pattern: string | undefined, file: string, others: Iterable<string>): readonly string[] {
    const holding = oncePerName(root => new Set(this.#searches.filesWith(root, wordsOf(name), pattern)))
    const own = this.#rootFor(file)
    const outside = [...others].filter(other => {
      if (this.#searches.covers(other, own)) return false
      const root = this.#rootFor(other)
      if (this.#searches.covers(other, root)) return holding(root).has(other)
      const text = textOnDisk(other)
      return text === undefined || new RegExp(pattern ?? word(name), 'm').test(text)
    })
    return [...holding(own), ...outside]
  }

  /** The files of a file's project in whose text an indented line begins with `def name` or `name =`. */
  definersOf(file: string, name: string): readonly string[] {
    const defines = `^[ \\t\\f]+(def[ \\t]+${name}\\b|${name}[ \\t]*[:=])`
    return this.#searches.filesWith(this.#rootFor(file), wordsOf(name), defines)
  }

  /** The other files of the project whose text holds both words and what a pattern finds, or the module and a star import. */
  #about(file: string, module: string, name: string, pattern?: string): readonly string[] {
    const own = path.resolve(file)
    const root = this.#rootFor(file)
    const named = this.#searches.filesWith(root, wordsOf(`${module} ${name}`), pattern)
    const star = `\\b${module}[ \\t]+import[ \\t]*\\(?[ \\t]*\\*`
    const starred = this.#searches.filesWith(root, [...wordsOf(module), STAR_IMPORT], star)
    return [...new Set([...named, ...starred])].filter(other => other !== own)
  }

  /** The folder whose files a file belongs with: the project's, unless that leaves the file out, as what git ignores. */
  #rootFor(file: string): string {
    const full = path.resolve(file)
    const roots = rootsOf(path.dirname(full))
    return roots.find(root => this.#searches.covers(full, root)) ?? roots.at(-1) ?? path.dirname(full)
  }

  #saidIn(file: string): readonly Mention[] {
    return this.#library.at(file).summary?.mentions ?? []
  }

  #reads(file: string, module: string, name: string): boolean {
    const read = this.#library.files.at(file)
    return read !== undefined && readsAttribute(module, name, read)
  }
}

/** The dotted names under which a file can be imported, shortest first: `jobs`, `app.jobs`, `src.app.jobs`. */
function modulesOf(file: string): string[] {
  const parts = path
    .resolve(file)
    .replace(/\.pyw?$/, '')
    .split(path.sep)
    .filter(Boolean)
  if (parts.at(-1) === '__init__') parts.pop()
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'))
}

/** Whether a dotted name is another, or ends with it as whole parts; of a name that begins with `*.` only the end is known. */
function endsWithName(name: string, ending: string): boolean {
  if (name.startsWith('*.')) return `.${ending}`.endsWith(name.slice(1))
  return `.${name}`.endsWith(`.${ending}`)
}

/** Whether a dotted name holds another as whole parts. */
function holdsName(name: string, part: string): boolean {
  return `.${name}.`.includes(`.${part}.`)
}

/** The words of a name as an index has them: a name in letters of other scripts is several, or none. */
function wordsOf(name: string): readonly string[] {
  return name.match(/\w+/g) ?? []
}

/** What finds a name that its words alone do not tell. */
function exactly(name: string): string | undefined {
  return /^\w+$/.test(name) ? undefined : word(name)
}

function word(text: string): string {
  return `(?<![\\w])${text.replace(/[^\w]/g, '.')}(?![\\w])`
}

/** What finds a class with a base of this name, or a name that such a base is given: more than there are, never fewer. */
function inheritsFrom(name: string): string {
  const called = String.raw`(?![\s\\]*\()`
  const inside = String.raw`(?:(?!\)[\s\\]*:)[^])`
  return [
    // Brackets end at `):`, unless there are strings, comments or displays in them; of very many bases one may be it.
    String.raw`\bclass[\s\\]+[^\s([:\\]+[\s\\]*[[(](?:[^)]{0,999}["'#{]|${inside}{0,999}?${name}|${inside}{999})`,
    String.raw`${name}[\s\\]+as\b`,
    String.raw`=[\s\w.,("'\\]*${name}${called}`,
    String.raw`=[\s(\\]*[\w.]+[\s\\]*[[(][\s\w.,"'#[(\\]*${name}${called}`,
  ].join('|')
}

/** What finds code that puts something in the place of a name: more than there is, never less. */
function replaces(names: readonly string[]): string {
  const any = `(${names.map(word).join('|')})`
  return [
    // Their first two arguments name what is replaced.
    String.raw`\b(patch|object|setattr|delattr)[\s\\]*\([^]{0,400}?${any}`,
    String.raw`\bmultiple[\s\\]*\(`,
    String.raw`\.[\s\\]*${any}(?![\s\\]*\()`,
  ].join('|')
}
