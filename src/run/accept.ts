import path from 'node:path'
import type { Edit, Finding } from '../finding.ts'
import { fixOf, isJoint, plan } from '../fix/plan.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile } from './check.ts'
import { applyFixes, edited, parsesAsWell, type Step, withFixes } from './mend.ts'
import { followed, leaveAlone, type Whereabouts } from './scope.ts'
import type { Settings } from './settings.ts'

/** What it takes to look into files. */
export interface Ground {
  readonly textOf: (file: string) => string
  readonly settingsFor: (file: string) => Settings
  readonly project: Project
}

/** What some fixes come to, and no others. */
export interface Accepted {
  /** The new texts of the files that change, by absolute path. */
  readonly texts: ReadonlyMap<string, string>
  /** The fingerprints of the findings that are still there. */
  readonly left: readonly string[]
}

/** A finding of a file as it was read, where the fixes before it have moved it. */
interface Tracked extends Whereabouts {
  readonly fingerprint: string
  readonly isAccepted: boolean
  /** What its fix writes in the file as it was read. */
  readonly writes: readonly string[]
}

/**
 * Makes the fixes of these findings, safe or not, and no others: those of one file first, pass by pass, then those that
 * change several files. One that is another by now, and would mend more than was accepted, is left out.
 */
export function withAccepted(findings: readonly Finding[], { textOf, settingsFor, project }: Ground): Accepted {
  const texts = new Map<string, string>()
  const tracked = new Map<string, readonly Tracked[]>()
  const names = [...new Set(findings.map(finding => finding.path))]
  const accepted = new Set(findings.map(({ fingerprint }) => fingerprint))

  const read = (name: string, of: Project = project) =>
    new PythonFile(name, texts.get(path.resolve(name)) ?? textOf(name), settingsFor(name).model, of)
  const check = (file: PythonFile) =>
    checkFile(file, settingsFor(file.path).transforms, settingsFor(file.path).fix).findings
  const trackedIn = (name: string) => tracked.get(path.resolve(name)) ?? []
  /** The accepted findings that are there now, and whether their fixes are those that were accepted. */
  const open = (file: PythonFile) =>
    check(file).flatMap(finding => {
      const known = trackedIn(file.path).find(isAt(finding))
      return known?.isAccepted && fixOf(finding, true)
        ? [{ finding, isAsAccepted: isPartOf(writesOf(finding), known.writes) }]
        : []
    })
  const take = (name: string, done: readonly Finding[], changes: readonly Changed[]) => {
    // What has been mended is not tried again, whatever is found there now.
    const rest = trackedIn(name).filter(place => !done.some(finding => isAt(finding)(place)))
    tracked.set(path.resolve(name), rest)
    for (const { file, edits } of changes) {
      texts.set(path.resolve(file.path), file.source)
      tracked.set(path.resolve(file.path), edits.reduce<readonly Tracked[]>(followed, trackedIn(file.path)))
    }
  }
  /** Whether what was not accepted is still found. */
  const spares = ({ file, edits }: Changed) => {
    const others = trackedIn(file.path).filter(each => !each.isAccepted)
    const now = check(file)
    return edits.reduce<readonly Tracked[]>(followed, others).every(place => now.some(finding => isAt(finding)(place)))
  }

  for (const name of names) {
    const places = check(read(name)).flatMap(finding =>
      leaveAlone([finding]).map(place => {
        const { fingerprint } = finding
        return { ...place, fingerprint, isAccepted: accepted.has(fingerprint), writes: writesOf(finding) }
      }),
    )
    tracked.set(path.resolve(name), places)
  }
  for (const name of names) {
    for (;;) {
      const file = read(name)
      const now = open(file).filter(({ finding }) => !isJoint(finding))
      const same = now.flatMap(({ finding, isAsAccepted }) => (isAsAccepted ? finding : []))
      const alone = () => now.map(({ finding }) => applyFixes(file, [finding]))
      const step =
        [applyFixes(file, plan(same, true))].find(hasApplied) ?? alone().find(each => hasApplied(each) && spares(each))
      if (!step) break
      take(name, step.applied, [step])
    }
  }
  for (const name of names) {
    for (;;) {
      const now = project.with(texts)
      const file = read(name, now)
      const possible = open(file).flatMap(({ finding, isAsAccepted }) => {
        const changes = isJoint(finding) && isAsAccepted && changesOf(finding, file, other => read(other, now))
        return changes ? [{ finding, changes }] : []
      })
      const [next] = possible
      if (!next) break
      take(name, [next.finding], next.changes)
    }
  }
  const now = project.with(texts)
  const left = names.flatMap(name =>
    open(read(name, now)).flatMap(({ finding }) => trackedIn(name).find(isAt(finding))?.fingerprint ?? []),
  )
  return { texts, left }
}

function hasApplied({ applied }: Step): boolean {
  return applied.length > 0
}

function writesOf(finding: Finding): string[] {
  return fixOf(finding, true)?.edits.map(({ text }) => text) ?? []
}

/** Whether all that is written now was to be written. */
function isPartOf(now: readonly string[], then: readonly string[]): boolean {
  const rest = [...then]
  return now.every(text => {
    const at = rest.indexOf(text)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
}

type Changed = Pick<Step, 'file' | 'edits'>

/** The files that a fix changes, its own among them; undefined where one would no longer parse. */
function changesOf(
  finding: Finding,
  file: PythonFile,
  read: (path: string) => PythonFile,
): readonly Changed[] | undefined {
  const edits = fixOf(finding, true)?.edits ?? []
  const others = [...new Set(edits.map(edit => edit.path))].filter(other => other !== file.path).map(read)
  const change = (other: PythonFile): Changed => {
    const own: readonly Edit[] = edits.filter(edit => edit.path === other.path)
    return { file: edited(other, own), edits: [own] }
  }
  const changes = [withFixes(file, [finding]), ...others.map(change)]
  const isSound = [file, ...others].every((before, at) => parsesAsWell(changes[at]?.file ?? before, before))
  return isSound ? changes : undefined
}

function isAt({ transform, span }: Finding): (place: Whereabouts) => boolean {
  return place => place.transform === transform && place.starts.includes(span.start)
}
