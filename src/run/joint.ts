import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../finding.ts'
import { fixOf, isJoint } from '../fix/plan.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { decode, type SourceFile } from '../source/decode.ts'
import { checkFile } from './check.ts'
import { edited, mend, withFixes } from './mend.ts'
import type { Outcome } from './run.ts'
import type { SettingsFinder } from './settings.ts'

/** One file of a fix that changes several. */
export interface Change {
  /** The file as the disk holds it. */
  readonly source: SourceFile
  /** Its text with the fixes of its own, and then with this fix and those that it makes room for. */
  readonly before: string
  readonly text: string
  /** The fix itself, in the file of its finding, and those that it made room for. */
  readonly fixed: readonly Finding[]
  /** What is found in `text`. */
  readonly remaining: readonly Finding[]
}

/** What one fix changes in several files: all of it is to be written, or nothing. */
export type Joint = readonly Change[]

/** What became of a file, with a change that came after. */
export function withChange(outcome: Outcome, { text, fixed, remaining }: Change): Outcome {
  const { mended } = outcome
  return mended ? { ...outcome, mended: { ...mended, text, fixed: [...mended.fixed, ...fixed], remaining } } : outcome
}

/** What the fixes of several files need to know of a run: the files that wait for one, and the texts that have changed. */
export class Waiting {
  readonly paths: string[] = []
  /** By absolute path. */
  readonly texts = new Map<string, string>()

  /** Takes note of what became of one file, once that is written. */
  note({ path: file, source, mended }: Outcome): void {
    if (!source || !mended) return
    if (mended.remaining.some(isJoint)) this.paths.push(file)
    if (mended.text !== source.text) this.texts.set(path.resolve(file), mended.text)
  }
}

/** A fix of several files may bring about the next, in the same file; more than these never end. */
const MOST_FIXES = 1000

/**
 * The fixes that change several files, one after another, each in the files as those before it left them. The caller
 * says whether one could be written; the next goes on without it where not.
 */
export function* jointFixes(
  { paths, texts }: Waiting,
  finder: SettingsFinder,
  project: Project,
): Generator<Joint, void, boolean> {
  for (const file of paths) {
    const settings = finder.for(file)
    const tried = new Set<number>()
    while (settings.unsafe && tried.size < MOST_FIXES) {
      const now = readAsNow(file, texts, finder, project)
      const finding = checkFile(now, settings.transforms, settings.fix).findings.find(
        each => isJoint(each) && fixOf(each, true) && !tried.has(each.span.start),
      )
      if (!finding) break
      tried.add(finding.span.start)
      const joint = apply(finding, texts, finder, project)
      if (!joint || !(yield joint)) continue
      for (const { source, text } of joint) texts.set(path.resolve(source.path), text)
    }
  }
}

/** Makes the changes of a fix and mends each file again; undefined where one would no longer parse. */
function apply(
  finding: Finding,
  texts: ReadonlyMap<string, string>,
  finder: SettingsFinder,
  project: Project,
): Joint | undefined {
  const edits = fixOf(finding, true)?.edits ?? []
  const changed = [...new Set([finding.path, ...edits.map(edit => edit.path)])].map(file => {
    const before = readAsNow(file, texts, finder, project)
    const own = edits.filter(edit => edit.path === file)
    return { before, after: file === finding.path ? withFixes(before, [finding]).file : edited(before, own) }
  })
  if (!changed.every(({ before, after }) => after.tree.errors.length <= before.tree.errors.length)) return undefined
  const after = new Map([...texts, ...changed.map(each => [path.resolve(each.after.path), each.after.source] as const)])
  return changed.map(({ before }): Change => {
    const mended = mend(readAsNow(before.path, after, finder, project), finder.for(before.path))
    const source = decode(before.path, readFileSync(before.path))
    const fixed = before.path === finding.path ? [finding, ...mended.fixed] : mended.fixed
    return { source, before: before.source, text: mended.text, fixed, remaining: mended.remaining }
  })
}

/** A file as it is now, in the project as it is now. */
function readAsNow(
  file: string,
  texts: ReadonlyMap<string, string>,
  finder: SettingsFinder,
  project: Project,
): PythonFile {
  const text = texts.get(path.resolve(file)) ?? decode(file, readFileSync(file)).text
  return new PythonFile(file, text, finder.for(file).model, project.with(texts))
}
