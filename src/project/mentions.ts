import path from 'node:path'
import { PythonFile } from '../semantics/python-file.ts'
import { filesBelow, PYTHON_OR_STUB } from '../source/discover.ts'
import { note, read } from '../source/disk.ts'
import { Lines } from '../syntax/lines.ts'
import { ANY_PYTHON } from './files.ts'
import { type Mention, mentionsIn } from './mentioned-names.ts'
import { rootOf } from './roots.ts'

/** Where a test replaces a name of a module. */
interface Patch {
  readonly path: string
  readonly line: number
  readonly target: string
}

interface OtherFile {
  readonly path: string
  readonly text: string
}

/**
 * Answers what a project's other files say of a file's names: who takes one from it, and which test replaces one. The
 * project's texts are read when the first question comes; a file is parsed only where its text holds the words.
 */
export class Mentions {
  readonly #files = new Map<string, readonly OtherFile[]>()
  readonly #holders = new Map<string, readonly OtherFile[]>()
  readonly #mentions = new Map<string, readonly Mention[]>()
  readonly #unreadable: string[] = []
  readonly #definers = new Map<string, readonly string[]>()

  patchesOf(file: string, reference: string): readonly Patch[] {
    const parts = reference.split('.')
    const [module = ''] = modulesOf(file)
    const targets = parts.map((_, index) => `${module}.${parts.slice(0, index + 1).join('.')}`)
    return this.#about(file, module, parts[0] ?? '').flatMap(({ mention, path: other }) =>
      mention.how === 'patch' && targets.some(target => endsWithName(mention.name, target))
        ? [{ path: other.path, line: new Lines(other.text).at(mention.at), target: mention.name }]
        : [],
    )
  }

  isNamedElsewhere(file: string, name: string): boolean {
    const [module = ''] = modulesOf(file)
    return this.#about(file, module, name).some(
      ({ mention }) =>
        holdsName(mention.name, `${module}.${name}`) ||
        (mention.how === 'import' && endsWithName(mention.name, `${module}.*`)),
    )
  }

  /** The files of a file's project, and some others, that hold a name as a word, or cannot be read; absolute. */
  naming(name: string, file: string, others: Iterable<string>): readonly string[] {
    const named = word(name)
    const own = this.#filesOf(file).map(other => ({ ...other, path: path.resolve(other.path) }))
    const known = new Set(own.map(other => other.path))
    const rest = [...others].filter(other => !known.has(other)).flatMap(other => this.#read(other))
    return [...own, ...rest.map(other => ({ ...other, path: path.resolve(other.path) }))]
      .filter(({ text }) => named.test(text))
      .map(other => other.path)
      .concat(this.#unreadable)
  }

  /** The files of a file's project in whose text an indented line begins with `def name` or `name =`. */
  definersOf(file: string, name: string): readonly string[] {
    const key = `${rootOf(path.dirname(file))}\0${name}`
    const begins = new RegExp(`^[ \\t]+(def[ \\t]+${name}\\b|${name}[ \\t]*[:=])`, 'm')
    const known =
      this.#definers.get(key) ?? this.#filesOf(file).flatMap(({ path: at, text }) => (begins.test(text) ? [at] : []))
    this.#definers.set(key, known)
    return known
  }

  /** What the other files of the project say, of those whose text holds both words, or a star import of the module. */
  #about(file: string, module: string, name: string): { readonly mention: Mention; readonly path: OtherFile }[] {
    const own = path.resolve(file)
    const named = word(name)
    const star = new RegExp(`\\b${module}[ \\t]+import[ \\t]*\\(?[ \\t]*\\*`)
    return this.#filesWith(module, own)
      .filter(({ path: other, text }) => path.resolve(other) !== own && (named.test(text) || star.test(text)))
      .flatMap(other => this.#mentionsIn(other).map(mention => ({ mention, path: other })))
  }

  /** The files of a file's project that hold a word. */
  #filesWith(module: string, file: string): readonly OtherFile[] {
    const key = `${rootOf(path.dirname(file))}\0${module}`
    const known = this.#holders.get(key) ?? this.#filesOf(file).filter(({ text }) => word(module).test(text))
    this.#holders.set(key, known)
    return known
  }

  #mentionsIn({ path: file, text }: OtherFile): readonly Mention[] {
    const known = this.#mentions.get(file) ?? mentionsIn(new PythonFile(file, text, ANY_PYTHON))
    this.#mentions.set(file, known)
    return known
  }

  #filesOf(file: string): readonly OtherFile[] {
    const root = rootOf(path.dirname(file))
    const known = this.#files.get(root)
    if (known) return known
    note('files', root)
    const files = filesBelow(root, PYTHON_OR_STUB).flatMap(other => this.#read(other))
    this.#files.set(root, files)
    return files
  }

  #read(file: string): OtherFile[] {
    try {
      return [{ path: path.relative(process.cwd(), file), text: read(file).toString() }]
    } catch {
      this.#unreadable.push(file)
      return []
    }
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

function word(text: string): RegExp {
  return new RegExp(`(?<![\\w])${text.replace(/[^\w]/g, '.')}(?![\\w])`)
}
