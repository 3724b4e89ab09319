import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../finding.ts'
import { fixOf, isJoint } from '../fix/plan.ts'
import { isBroken, NEAR_AN_ERROR } from '../fix/undamaged.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { bugReport, isExpected } from '../source/bug.ts'
import { decode, type SourceFile } from '../source/decode.ts'
import { reasonOf } from '../source/discover.ts'
import { checkFile } from './check.ts'
import { edited, leftOut, type Mended, mend, parsesAsWell, withFixes } from './mend.ts'
import { failure, type Outcome } from './run.ts'
import { askedFor, decline, followed, type LeftAlone, outOfScope, without } from './scope.ts'
import type { Settings, SettingsFinder } from './settings.ts'

/** How far a file has come. */
type Now = Pick<Mended, 'text' | 'fixed' | 'remaining' | 'left'>

/** One file of a fix that changes several. */
export interface Change extends Now {
  /** The file as the disk holds it. */
  readonly source: SourceFile
  /** Its text with the fixes of its own; `text` is that with this fix, and with those that it makes room for. */
  readonly before: string
}

/** One fix that changes several files: all of it is to be written, or nothing. */
export interface Joint {
  readonly finding: Finding
  /** How many of its file come after it, as far as can be told. */
  readonly following: number
  readonly changes: readonly Change[]
}

/** What became of a file, with a change that came after. */
export function withChange(outcome: Outcome, { text, fixed, remaining, left }: Change): Outcome {
  const { mended } = outcome
  return mended
    ? { ...outcome, mended: { ...mended, text, fixed: [...mended.fixed, ...fixed], remaining, left } }
    : outcome
}

/** What the fixes of several files need to know of a run: the files that wait for one, and how far all have come. */
export class Waiting {
  readonly paths: string[] = []
  /** By absolute path, where they have changed. */
  readonly texts = new Map<string, string>()
  readonly #left = new Map<string, readonly LeftAlone[]>()

  /** Takes note of what became of one file, once that is written. */
  note({ path: file, source, mended }: Outcome): void {
    if (!source || !mended) return
    if (mended.remaining.some(isJoint)) this.paths.push(file)
    if (mended.text !== source.text) this.texts.set(path.resolve(file), mended.text)
    this.leave(file, mended.left)
  }

  /** Takes note of what a fix of several files has changed. */
  take(changes: Joint['changes']): void {
    for (const { source, text, left } of changes) {
      this.texts.set(path.resolve(source.path), text)
      this.leave(source.path, left)
    }
  }

  leave(file: string, left: readonly LeftAlone[]): void {
    this.#left.set(path.resolve(file), left)
  }

  /** What is left alone in a file; undefined where nobody has looked into it. */
  leftIn(file: string): readonly LeftAlone[] | undefined {
    return this.#left.get(path.resolve(file))
  }
}

/** What it takes to look for the fixes of several files. */
interface Ground {
  readonly waiting: Waiting
  readonly finder: SettingsFinder
  readonly project: Project
}

/** A fix of several files may bring about the next, in the same file; more than these never end. */
const MOST_FIXES = 1000

/**
 * The fixes that change several files, one after another, each in the files as those before it left them, with the fixes
 * that it makes room for unless it is to be `alone`. The caller says what was written; without that it is not made, and
 * not tried again. Returns what to say of fixes that cannot be made, as where a file would no longer parse.
 */
export function* jointFixes(
  waiting: Waiting,
  finder: SettingsFinder,
  project: Project,
  alone = false,
): Generator<Joint, readonly Outcome[], Joint['changes'] | undefined> {
  const broken: Outcome[] = []
  for (const file of waiting.paths) {
    try {
      yield* jointFixesIn(file, { waiting, finder, project }, alone, broken)
    } catch (error) {
      const problem = isExpected(error)
        ? reasonOf(error)
        : bugReport('its fixes of several files cannot be made', error)
      broken.push({ path: file, problems: [problem] })
    }
  }
  return broken
}

function* jointFixesIn(
  file: string,
  ground: Ground,
  alone: boolean,
  broken: Outcome[],
): Generator<Joint, void, Joint['changes'] | undefined> {
  const { waiting, finder } = ground
  const settings = finder.for(file)
  for (let tries = 0; settings.unsafe && tries < MOST_FIXES; tries++) {
    const now = readAsNow(file, waiting.texts, ground)
    const left = leftIn(now, ground)
    const open = without(checkFile(now, settings.transforms, settings.fix).findings, left).filter(isJoint)
    const [finding] = open
    if (!finding) break
    // A place where it is not made, or where it mends nothing, is not tried again.
    waiting.leave(file, [...left, ...decline([finding])])
    const changes = changesOf(finding, ground, alone)
    if (!changes) broken.push({ path: file, problems: [whyNotMade(finding, now, ground)] })
    const written = changes && (yield { finding, following: open.length - 1, changes })
    if (written) waiting.take(written)
  }
}

/** Why a fix is not made that would leave more that does not parse. */
function whyNotMade(finding: Finding, now: PythonFile, ground: Ground): string {
  const isUncertain = pathsOf(finding).some(file => isBroken(readAsNow(file, ground.waiting.texts, ground)))
  if (!isUncertain) return failure(leftOut(finding, now))
  return `the fix of ${finding.transform} for line ${now.lineAt(finding.span.start)} is not made: ${NEAR_AN_ERROR}`
}

/** The files that a fix changes, its own first. */
function pathsOf(finding: Finding): readonly string[] {
  return [...new Set([finding.path, ...(fixOf(finding, true)?.edits ?? []).map(edit => edit.path)])]
}

/** Makes the changes of a fix, and mends each file again unless it is to be alone; undefined where one would no longer parse. */
function changesOf(finding: Finding, ground: Ground, alone: boolean): Joint['changes'] | undefined {
  const { waiting, finder } = ground
  const edits = fixOf(finding, true)?.edits ?? []
  const changed = pathsOf(finding).map(file => {
    const before = readAsNow(file, waiting.texts, ground)
    const own = edits.filter(edit => edit.path === file)
    const step = file === finding.path ? withFixes(before, [finding]) : { file: edited(before, own), edits: [own] }
    return { before, after: step.file, left: step.edits.reduce<readonly LeftAlone[]>(followed, leftIn(before, ground)) }
  })
  if (!changed.every(({ before, after }) => parsesAsWell(after, before))) return undefined
  const texts = new Map([
    ...waiting.texts,
    ...changed.map(({ after }) => [path.resolve(after.path), after.source] as const),
  ])
  return changed.map(({ before, left }): Change => {
    const source = decode(before.path, readFileSync(before.path))
    const file = readAsNow(before.path, texts, ground)
    const settings = finder.for(before.path)
    const now = alone ? asItIs(file, settings, left) : mend(file, settings, left)
    const fixed = before.path === finding.path ? [finding, ...now.fixed] : now.fixed
    return { ...now, fixed, source, before: before.source }
  })
}

function asItIs(file: PythonFile, { transforms, fix }: Settings, left: readonly LeftAlone[]): Now {
  return { text: file.source, fixed: [], remaining: askedFor(checkFile(file, transforms, fix).findings, left), left }
}

/** What is left alone in a file as it is now. */
function leftIn(file: PythonFile, { waiting, finder }: Ground): readonly LeftAlone[] {
  const { transforms, fix, scope } = finder.for(file.path)
  return waiting.leftIn(file.path) ?? outOfScope(checkFile(file, transforms, fix).findings, file.source, scope)
}

/** A file as it is now, in the project as it is now. */
function readAsNow(file: string, texts: ReadonlyMap<string, string>, { finder, project }: Ground): PythonFile {
  const text = texts.get(path.resolve(file)) ?? decode(file, readFileSync(file)).text
  return new PythonFile(file, text, finder.for(file).model, project.with(texts))
}
