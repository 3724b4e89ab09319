import type { Edit, Finding } from '../finding.ts'
import { applyEdits } from '../fix/apply.ts'
import { importEdits, withImportEdits } from '../fix/imports.ts'
import { fixOf, plan } from '../fix/plan.ts'
import { isBroken, NEAR_AN_ERROR } from '../fix/undamaged.ts'
import { unusedImportEdits } from '../fix/unused.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile, type TransformFailure } from './check.ts'
import { askedFor, decline, followed, type LeftAlone, outOfScope, without } from './scope.ts'
import type { Settings } from './settings.ts'

/** One fix can make room for another, as for calls in each other's arguments; more passes mean that fixes never end. */
const MAX_PASSES = 200

/** What mending one file comes to. */
export interface Mended {
  /** The text after all passes; the original where nothing could be fixed. */
  readonly text: string
  /** What was found in the original text. */
  readonly findings: readonly Finding[]
  /** What was fixed, in the passes' order; spans of later passes are those of the text then. */
  readonly fixed: readonly Finding[]
  /** What is found in `text`. */
  readonly remaining: readonly Finding[]
  /** What is left alone in `text`. */
  readonly left: readonly LeftAlone[]
  readonly failures: readonly TransformFailure[]
}

/**
 * Applies all fixes that may be applied, pass by pass, until none is left; `leaving` says what to leave alone where that
 * is not to be told from this text.
 */
export function mend(original: PythonFile, settings: Settings, leaving?: readonly LeftAlone[]): Mended {
  let file = original
  const first = checkFile(file, settings.transforms, settings.fix)
  const failures = [...first.failures]
  let left = leaving ?? outOfScope(first.findings, file.source, settings.scope)
  let { findings } = first
  const found = askedFor(findings, left).map(finding => withImportEdits(original, finding))
  const fixed: Finding[] = []
  const uncertain = new Set<string>()
  const seen = new Set([file.source])
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const step = applyFixes(file, plan(without(findings, left), settings.unsafe))
    if (isBroken(file)) for (const { fingerprint } of step.broken) uncertain.add(fingerprint)
    else failures.push(...step.broken.map(finding => leftOut(finding, file)))
    left = [...left, ...decline(step.broken)]
    // What waited for a fix that was left out gets its turn.
    if (step.applied.length === 0 && step.broken.length > 0) continue
    if (step.applied.length === 0 || seen.has(step.file.source)) break
    seen.add(step.file.source)
    fixed.push(...step.applied)
    file = step.file
    left = step.edits.reduce(followed, left)
    findings = checkFile(file, settings.transforms, settings.fix).findings
  }
  if (seen.size > MAX_PASSES) return withoutEndless(fixed.at(-1)?.transform ?? '', original, settings, leaving)
  const told = (finding: Finding) =>
    uncertain.has(finding.fingerprint) ? { ...finding, outcome: { refused: NEAR_AN_ERROR } } : finding
  const remaining = askedFor(findings, left).map(told)
  return { text: file.source, findings: found.map(told), fixed, remaining, left, failures }
}

/** What is mended without a transform whose fixes make room for each other, which is a bug of it. */
function withoutEndless(id: string, original: PythonFile, settings: Settings, leaving?: readonly LeftAlone[]): Mended {
  const transforms = settings.transforms.filter(each => each.id !== id)
  const mended = mend(original, { ...settings, transforms }, leaving)
  const failure = { transform: id, error: new Error('its fixes never end, and none of them is made') }
  return { ...mended, failures: [...mended.failures, failure] }
}

/** The failure of a transform whose fix would break a file. */
export function leftOut({ transform, span }: Finding, file: PythonFile): TransformFailure {
  const line = file.lineAt(span.start)
  return {
    transform,
    error: new Error(`its fix for line ${line} would leave Python that does not parse, and is not made`),
  }
}

/** What fixes made of a file. */
export interface Step {
  readonly file: PythonFile
  /** The edits, round by round: each list is for the text that the one before it left. */
  readonly edits: readonly (readonly Edit[])[]
  readonly applied: readonly Finding[]
  /** Those whose fix would leave more that does not parse: they are not made. A bug, unless the file was broken before. */
  readonly broken: readonly Finding[]
}

/** Applies the fixes of findings that do not conflict, without those that would break the file. */
export function applyFixes(file: PythonFile, findings: readonly Finding[]): Step {
  const none = { file, edits: [], applied: [] }
  if (findings.length === 0) return { ...none, broken: [] }
  const step = withFixes(file, findings)
  if (parsesAsWell(step.file, file)) return step
  if (findings.length === 1) return { ...none, broken: findings }
  const broken = findings.filter(finding => applyFixes(file, [finding]).broken.length > 0)
  const sound = findings.filter(finding => !broken.includes(finding))
  // Where they break the file only together, one after the other shows which of them does.
  if (broken.length === 0) return { ...applyFixes(file, findings.slice(0, 1)), broken: [] }
  return { ...applyFixes(file, sound), broken }
}

/** Whether a file has no more that does not parse than it had. */
export function parsesAsWell(after: PythonFile, before: PythonFile): boolean {
  return after.tree.errors.length <= before.tree.errors.length
}

/** Applies what the fixes of these findings change in a file, with the imports they need and without imports they made useless. */
export function withFixes(file: PythonFile, findings: readonly Finding[]): Step {
  const fixes = findings.flatMap(finding => fixOf(finding, true) ?? [])
  // Of two insertions at one place the first comes first, and what a fix puts above a function goes below the imports.
  const edits = [
    ...importEdits(
      file,
      fixes.flatMap(fix => fix.imports),
    ),
    ...fixes.flatMap(fix => fix.edits.filter(edit => edit.path === file.path)),
  ]
  const changed = edited(file, edits)
  const project: Project | undefined = file.project
  const isNamedElsewhere = (name: string) => project?.isNamedElsewhere(file.path, name) ?? false
  const unused = unusedImportEdits(file, changed, isNamedElsewhere)
  return { file: edited(changed, unused), edits: [edits, unused], applied: findings, broken: [] }
}

export function edited(file: PythonFile, edits: readonly Edit[]): PythonFile {
  return edits.length === 0
    ? file
    : new PythonFile(file.path, applyEdits(file.source, edits), file.options, file.project)
}
