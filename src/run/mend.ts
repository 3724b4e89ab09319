import type { Edit, Finding } from '../finding.ts'
import { applyEdits } from '../fix/apply.ts'
import { importEdits, withImportEdits } from '../fix/imports.ts'
import { fixOf, plan } from '../fix/plan.ts'
import { unusedImportEdits } from '../fix/unused.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile, type TransformFailure } from './check.ts'
import { askedFor, followed, type LeftAlone, outOfScope, without } from './scope.ts'
import type { Settings } from './settings.ts'

/** One fix can make room for another, as for calls in each other's arguments; more passes mean that fixes never end. */
const MAX_PASSES = 1000

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
  let left = leaving ?? outOfScope(first.findings, file.source, settings.scope)
  let { findings } = first
  const found = askedFor(findings, left).map(finding => withImportEdits(original, finding))
  const fixed: Finding[] = []
  const seen = new Set([file.source])
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const step = applyFixes(file, plan(without(findings, left), settings.unsafe))
    if (step.applied.length === 0 || seen.has(step.file.source)) break
    seen.add(step.file.source)
    fixed.push(...step.applied)
    file = step.file
    left = step.edits.reduce(followed, left)
    findings = checkFile(file, settings.transforms, settings.fix).findings
  }
  const remaining = askedFor(findings, left)
  return { text: file.source, findings: found, fixed, remaining, left, failures: first.failures }
}

/** What fixes made of a file. */
export interface Step {
  readonly file: PythonFile
  /** The edits, round by round: each list is for the text that the one before it left. */
  readonly edits: readonly (readonly Edit[])[]
  readonly applied: readonly Finding[]
}

/** Applies the fixes of findings that do not conflict. One that would break a file that parsed is left out. */
export function applyFixes(file: PythonFile, findings: readonly Finding[]): Step {
  const nothing = { file, edits: [], applied: [] }
  if (findings.length === 0) return nothing
  const step = withFixes(file, findings)
  if (step.file.tree.errors.length <= file.tree.errors.length) return step
  if (findings.length === 1) return nothing
  const sound = findings.filter(finding => applyFixes(file, [finding]).applied.length > 0)
  return sound.length < findings.length ? applyFixes(file, sound) : nothing
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
  return { file: edited(changed, unused), edits: [edits, unused], applied: findings }
}

export function edited(file: PythonFile, edits: readonly Edit[]): PythonFile {
  return edits.length === 0
    ? file
    : new PythonFile(file.path, applyEdits(file.source, edits), file.options, file.project)
}
