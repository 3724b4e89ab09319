import type { Finding } from '../finding.ts'
import { FixBuilder } from '../fix/builder.ts'
import type { FixOptions } from '../fix/options.ts'
import { Refusal } from '../fix/refusal.ts'
import type { RegisteredTransform } from '../registry.ts'
import { isNeverRun } from '../semantics/never-run.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { Directives } from '../source/ignore.ts'
import { enter, leave } from '../stopwatch.ts'
import { descendantsOf, is, type Kind, type Node, type Span } from '../syntax/node.ts'
import type { Problem } from '../transform.ts'
import { type Unnamed, withFingerprints } from './fingerprint.ts'
import { isNamed, Triggers } from './triggers.ts'

/** A transform that threw while it looked at a file: a bug of aiomend, not of the file. */
export interface TransformFailure {
  readonly transform: string
  readonly error: Error
}

export interface Checked {
  /** In source order. */
  readonly findings: readonly Finding[]
  readonly failures: readonly TransformFailure[]
}

/** Walks a file once for all transforms and collects what they find and how it can be mended. */
export function checkFile(file: PythonFile, transforms: readonly RegisteredTransform[], options: FixOptions): Checked {
  let known: Directives | undefined
  const directives = () => {
    known ??= new Directives(file.source, file.tree.comments, offset => file.lineAt(offset))
    return known
  }
  const findings: Unnamed[] = []
  const failed = new Map<RegisteredTransform, Error>()
  const triggers = new Triggers(transforms.filter(({ on }) => mayHold(file.source, on)))
  for (const node of descendantsOf(file.tree.root, triggers.kinds)) {
    for (const transform of triggers.near(node)) {
      if (failed.has(transform)) continue
      enter('analyse', transform.id)
      try {
        if (!isNamed(node, transform, file)) continue
        for (const problem of transform.check(node, file)) {
          if ((problem.optIn && !transform.isNamed) || isNeverRun(problem.at, file)) continue
          const statement = statementOf(problem.at)
          if (directives().silences(namesOf(transform), file.lineAt(statement.start), file.lineAt(statement.end)))
            continue
          const code = file.source.slice(statement.start, statement.end)
          findings.push({ ...found(problem, transform, file, options), statement: code })
        }
      } catch (error) {
        if (!(error instanceof Error) || isTooDeep(error)) throw error
        failed.set(transform, error)
      } finally {
        leave()
      }
    }
  }
  const failures = Array.from(failed, ([{ id }, error]) => ({ transform: id, error }))
  findings.sort((a, b) => a.span.start - b.span.start || (a.transform < b.transform ? -1 : 1))
  return { findings: withFingerprints(findings), failures }
}

/** Whether something went deeper than the stack of the program reaches, as a tree of thousands of levels makes it. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message)
}

/** The names by which comments can silence a transform. */
function namesOf({ id, family, codes = [], typeCodes = [] }: RegisteredTransform): readonly string[] {
  return [id, family, ...codes, ...typeCodes]
}

/** Whether a text can hold what a trigger names. */
function mayHold(source: string, { words }: RegisteredTransform['on']): boolean {
  return words === undefined || words.some(word => source.includes(word))
}

function found(
  { at, message, restsOn, fix }: Problem,
  { id, family, level }: RegisteredTransform,
  file: PythonFile,
  options: FixOptions,
): Omit<Finding, 'fingerprint'> {
  const { steps, doubt } = restsOn ?? {}
  const common = {
    ...{ transform: id, family, level, path: file.path, span: { start: at.start, end: at.end }, message },
    ...(steps && { because: steps, confidence: doubt ? ('likely' as const) : ('certain' as const) }),
  }
  try {
    const builder = new FixBuilder(file, at, options)
    if (restsOn) builder.cautionIfDoubtful(restsOn)
    fix(builder)
    return { ...common, outcome: { fix: builder.finish() } }
  } catch (error) {
    if (error instanceof Refusal) return { ...common, outcome: { refused: error.message } }
    throw error
  }
}

const HEADED: readonly Kind[] = [
  'case_clause',
  'class_definition',
  'decorator',
  'elif_clause',
  'except_clause',
  'function_definition',
]

/** The simple statement, or the header of the compound one, that holds a node. */
function statementOf(node: Node): Span {
  let statement = node
  while (statement.parent && !is(statement.parent, 'block', 'module') && !HEADED.includes(statement.kind)) {
    statement = statement.parent
  }
  const body = statement.children.findIndex(child => is(child, 'block') && child.start >= node.end)
  const end = body > 0 ? statement.children[body - 1]?.end : statement.end
  return { start: statement.start, end: Math.max(end ?? 0, node.end) }
}
