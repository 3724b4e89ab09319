import { statSync } from 'node:fs'
import path from 'node:path'
import { type Answer, aside, foundFor, relyOn } from '../grounds.ts'
import type { Matter, Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { bugReport, isExpected } from '../source/bug.ts'
import { DecodeError, decode, type SourceFile } from '../source/decode.ts'
import { reasonOf } from '../source/discover.ts'
import { note, read } from '../source/disk.ts'
import { shownPath } from '../source/shown-path.ts'
import { timed, timedFile } from '../stopwatch.ts'
import { firstLineOf, Lines } from '../syntax/lines.ts'
import { descendantsOf, is } from '../syntax/node.ts'
import type { Batch } from './batch.ts'
import type { Cache, Caches } from './cache.ts'
import { isTooDeep, type TransformFailure } from './check.ts'
import { type Kept, kept } from './kept.ts'
import { type Mended, mend } from './mend.ts'
import type { Settings, SettingsFinder } from './settings.ts'

/** Files above this many bytes are read only when they are named: their trees take a hundred times the room. */
const LARGEST_UNNAMED = 4 * 1024 * 1024
const LARGEST = 64 * 1024 * 1024

/** What became of one file. `problems` are reasons why it could not be handled, or not all of it: exit code 2. */
export interface Outcome {
  readonly path: string
  /** What came in, where it could not be decoded. */
  readonly input?: Buffer
  readonly source?: SourceFile
  readonly mended?: Mended
  readonly problems: readonly string[]
  /** Why the file was left out on purpose. */
  readonly notice?: string
}

/**
 * Handles the files of a batch, one after another. What becomes of a file is kept in the caches, and is taken from there
 * where nothing has changed that it rests on.
 */
export function* run(
  { mistakes, files }: Batch,
  finder: SettingsFinder,
  project: Project,
  caches?: Caches,
): Generator<Outcome> {
  yield* mistakes
  for (const file of files) {
    const cache = caches?.for(finder.for(file))
    yield timedFile(file, () => {
      const before = timed('cache', () => cache?.recall(path.resolve(file)))
      return before ? revived(before, file) : remembered(file, cache, () => outcomeOf(file, finder, project))
    })
  }
  timed('cache', () => {
    // By what the files say it is told whether outcomes that rest on them still hold.
    project.save()
    caches?.save()
  })
}

/** Finds what becomes of a file, and keeps it. */
function remembered(file: string, cache: Cache | undefined, find: () => Outcome): Outcome {
  const answer: Answer = {}
  const outcome = foundFor(answer, find)
  cache?.remember(path.resolve(file), kept(outcome), answer)
  return outcome
}

function revived({ mended, isHandled, ...kept }: Kept, file: string): Outcome {
  const outcome = { ...kept, path: shownPath(file) }
  if (!mended && !isHandled) return outcome
  let decoded: SourceFile | undefined
  const source = () => {
    decoded ??= decode(outcome.path, read(path.resolve(file)))
    return decoded
  }
  // Of most files nobody asks for the text.
  return {
    ...outcome,
    get source() {
      return source()
    },
    mended: {
      ...NOTHING,
      ...mended,
      get text() {
        return mended?.text ?? source().text
      },
    },
  }
}

/** What becomes of a file, by what is on the disk. */
export function outcomeOf(file: string, finder: SettingsFinder, project: Project): Outcome {
  const shown = shownPath(file)
  const isNamed = () => project.isNamed(file)
  try {
    const stats = statSync(file)
    if (!stats.isFile()) return failed(shown, 'it is no regular file; what comes from a pipe is read with `-`')
    const { size } = stats
    const megabytes = `${(size / 1024 / 1024).toFixed(1)} MB`
    if (size > LARGEST) return failed(shown, `it is too large (${megabytes}): aiomend reads files up to 64 MB`)
    if (size > LARGEST_UNNAMED) {
      note('size', path.resolve(file))
      const notice = `skipped, for it is larger than 4 MB (${megabytes}); name it to include it`
      if (!isNamed()) return { path: shown, problems: [], notice }
    }
    return handle(shown, read(path.resolve(file)), finder.for(file), project, isNamed)
  } catch (error) {
    return failed(shown, isExpected(error) ? reasonOf(error) : bugReport('this file could not be handled', error))
  }
}

export function failed(path: string, problem: string): Outcome {
  return { path, problems: [problem] }
}

/** Handles the bytes of one file. One that can hold nothing of interest is parsed only if it was named and is no heap of data. */
export function handle(
  path: string,
  bytes: Buffer,
  settings: Settings,
  project?: Project,
  isNamed = () => true,
): Outcome {
  let source: SourceFile
  try {
    source = timed('read', () => decode(path, bytes))
  } catch (error) {
    if (error instanceof DecodeError) return { path, input: bytes, problems: [error.message] }
    throw error
  }
  const isWanted = () => bytes.length <= LARGEST_UNNAMED && isNamed()
  // What is found in a file that is named is found in it whoever asks, but for mistakes.
  const isWhole = aside(isWanted)
  const interest: Answer = {}
  const matter = isWhole
    ? 'loops'
    : aside(() => foundFor(interest, () => matterIn(path, source.text, settings, project)))
  const relyOnInterest = () => {
    isWanted()
    relyOn(interest)
  }
  if (!matter) {
    relyOnInterest()
    return { path, source, mended: { ...NOTHING, text: source.text }, problems: [] }
  }
  const file = new PythonFile(path, source.text, settings.model, project)
  source = { ...source, text: file.source }
  const old = oldSyntax(file)
  if (old || file.tree.errors.length > 0 || matter === 'threads') relyOnInterest()
  if (old) return { path, source, problems: [old] }
  try {
    project?.learn(file)
    const transforms = settings.transforms.filter(({ on }) => on.inThreads)
    const mended = timed('mend', () => mend(file, matter === 'loops' ? settings : { ...settings, transforms }))
    return { path, source, mended, problems: [...syntaxErrors(file), ...mended.failures.map(failure)] }
  } catch (error) {
    if (!isTooDeep(error)) throw error
    return { path, source, problems: ['its code is nested too deeply to be looked into; it is left alone'] }
  }
}

const NOTHING: Omit<Mended, 'text'> = { findings: [], fixed: [], remaining: [], left: [], failures: [] }

function matterIn(path: string, text: string, { model }: Settings, project?: Project): Matter | undefined {
  const { coroutineFunctions, taskStarters, threadStarters = [] } = model
  // What the user says about functions holds wherever they are called.
  const isSaid = coroutineFunctions.length + taskStarters.length + threadStarters.length > 0
  return isSaid || !project ? 'loops' : project.mattersIn(path, text)
}

/** Why a file is not Python 3, by the statements that only Python 2 has. */
function oldSyntax(file: PythonFile): string | undefined {
  for (const node of descendantsOf(file.tree.root, ['exec_statement', 'print_statement'], ['expression_statement'])) {
    // `print >> out, text` is an expression to Python 3.
    if (
      is(node, 'exec_statement') ||
      (is(node, 'print_statement') && !node.children.some(child => is(child, 'chevron')))
    ) {
      return `Python 2 code (line ${file.lineAt(node.start)}: \`${firstLineOf(node.text)}\`)`
    }
  }
  return undefined
}

function syntaxErrors(file: PythonFile): string[] {
  const [first] = file.tree.errors
  if (!first) return []
  const { line, column } = new Lines(file.source).position(first.start)
  return [`invalid syntax at line ${line}, column ${column}; nothing in or beside it is changed`]
}

/** What to say of a transform that failed. */
export function failure({ transform, error }: TransformFailure): string {
  return bugReport(`${transform} failed on this file`, error)
}
