import path from 'node:path'
import type { Edit, Finding } from '../finding.ts'
import { fixOf, isJoint, plan } from '../fix/plan.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile } from './check.ts'
import { applyFixes, edited, type Step, withFixes } from './mend.ts'
import { followed, leaveAlone, type Whereabouts } from './scope.ts'
import type { Settings } from './settings.ts'

/** Files by absolute path, and what it takes to look into them. */
export interface Ground {
  readonly textOf: (file: string) => string
  readonly settingsFor: (file: string) => Settings
  readonly project: Project
}

/** What some fixes come to, and no others. */
export interface Accepted {
  /** The new texts of the files that change, by absolute path. */
  readonly texts: ReadonlyMap<string, string>
  /** The fingerprints of the findings whose fixes were made. */
  readonly applied: readonly string[]
}

interface Wanted extends Whereabouts {
  readonly fingerprint: string
}

/** What was wanted of a file and is still to be done, each where the fixes before it have moved it. */
interface Open {
  readonly path: string
  wanted: readonly Wanted[]
}

/**
 * Makes the fixes of these findings, safe or not, and no others: those of one file first, pass by pass, then those that
 * change several files. One that conflicts with others, or that they made needless, is left out.
 */
export function withAccepted(findings: readonly Finding[], { textOf, settingsFor, project }: Ground): Accepted {
  const texts = new Map<string, string>()
  const applied: string[] = []
  const files = new Map<string, Open>()
  for (const finding of findings) {
    const key = path.resolve(finding.path)
    const open = files.get(key) ?? { path: finding.path, wanted: [] }
    const [place] = leaveAlone([finding])
    if (place) open.wanted = [...open.wanted, { ...place, fingerprint: finding.fingerprint }]
    files.set(key, open)
  }
  const read = (file: string, of: Project) => {
    const key = path.resolve(file)
    return new PythonFile(file, texts.get(key) ?? textOf(key), settingsFor(file).model, of)
  }
  const take = (file: PythonFile, rounds: readonly (readonly Edit[])[]) => {
    const key = path.resolve(file.path)
    texts.set(key, file.source)
    const open = files.get(key)
    if (open) open.wanted = rounds.reduce<readonly Wanted[]>(followed, open.wanted)
  }
  const settle = (open: Open, done: readonly Finding[]) => {
    const ended = new Set(done.flatMap(finding => open.wanted.filter(isAt(finding))))
    applied.push(...[...ended].map(({ fingerprint }) => fingerprint))
    open.wanted = open.wanted.filter(each => !ended.has(each))
  }
  const wantedIn = (file: PythonFile, open: Open) => {
    const { transforms, fix } = settingsFor(file.path)
    return checkFile(file, transforms, fix).findings.filter(finding => open.wanted.some(isAt(finding)))
  }

  for (const open of files.values()) {
    for (;;) {
      const file = read(open.path, project)
      const step = applyFixes(file, plan(wantedIn(file, open), true))
      if (step.applied.length === 0) break
      settle(open, step.applied)
      take(step.file, step.edits)
    }
  }
  for (const open of files.values()) {
    for (;;) {
      const now = project.with(texts)
      const file = read(open.path, now)
      const finding = wantedIn(file, open).find(isJoint)
      if (!finding) break
      const edits = fixOf(finding, true)?.edits ?? []
      const others = [...new Set(edits.map(edit => edit.path))].filter(other => other !== open.path)
      const changes: { readonly before: PythonFile; readonly step: Pick<Step, 'file' | 'edits'> }[] = [
        { before: file, step: withFixes(file, [finding]) },
        ...others.map(other => {
          const [before, own] = [read(other, now), edits.filter(edit => edit.path === other)]
          return { before, step: { file: edited(before, own), edits: [own] } }
        }),
      ]
      if (changes.some(({ before, step }) => step.file.tree.errors.length > before.tree.errors.length)) {
        open.wanted = open.wanted.filter(each => !isAt(finding)(each))
        continue
      }
      settle(open, [finding])
      for (const { step } of changes) take(step.file, step.edits)
    }
  }
  return { texts, applied }
}

function isAt({ transform, span }: Finding): (place: Whereabouts) => boolean {
  return place => place.transform === transform && place.starts.includes(span.start)
}
