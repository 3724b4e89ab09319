import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../finding.ts'
import type { ProjectFiles } from '../project/project.ts'
import type { RegisteredTransform } from '../registry.ts'
import { withAccepted } from '../run/accept.ts'
import { handle, type Outcome } from '../run/run.ts'
import type { Settings } from '../run/settings.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { decode, type SourceFile } from '../source/decode.ts'
import { peek } from '../source/disk.ts'
import { shownPath } from '../source/shown-path.ts'
import { type Keep, replaceFiles, replacementOf, WriteError } from '../source/write.ts'
import { Lines } from '../syntax/lines.ts'
import { detailsOf } from './details.ts'
import type { Applied, Details, Listed, Listing, Refused } from './protocol.ts'

/** What a review works with. */
export interface Ground {
  readonly transforms: readonly RegisteredTransform[]
  readonly settingsFor: (file: string) => Settings
  readonly project: ProjectFiles
}

/** The findings that are under review, and the files that their fixes change as these were read. */
export interface Session {
  readonly list: () => Listing
  /** Of those ids that are known. */
  readonly details: (ids: readonly string[]) => readonly Details[]
  /** Writes what the fixes of these findings change, in all files or in none. */
  readonly apply: (ids: readonly string[]) => Promise<Applied | Refused>
  /** Reads again the files that are not as they were. */
  readonly refresh: () => Promise<void>
}

/** Begins a review of what became of some files; `renew` gives the ground anew once files have changed, `keep` keeps what they held. */
export function sessionOf(
  outcomes: Iterable<Outcome>,
  { transforms, ...first }: Ground,
  renew: () => Promise<Pick<Ground, 'settingsFor'>>,
  keep?: Keep,
): Session {
  let { settingsFor, project } = first
  const findings = new Map<string, Map<string, Finding>>()
  const sources = new Map<string, SourceFile>()

  const take = ({ path: file, source, mended }: Outcome) => {
    const found = mended?.findings ?? []
    if (source && found.length > 0) sources.set(path.resolve(file), source)
    // A file keeps its place in the list.
    findings.set(file, new Map(found.map(finding => [finding.fingerprint, finding])))
  }
  /** As it was read at first: what a fix is worked out from must be what is there when it is written. */
  const sourceOf = (file: string): SourceFile => {
    const key = path.resolve(file)
    const source = sources.get(key) ?? decode(file, readFileSync(file))
    sources.set(key, source)
    return source
  }
  /** Findings of a file are shown one after another. */
  let latest: PythonFile | undefined
  const fileAt = (file: string): PythonFile => {
    const { text } = sourceOf(file)
    if (latest?.path !== file || latest.source !== text)
      latest = new PythonFile(file, text, settingsFor(file).model, project)
    return latest
  }
  const all = () => [...findings.values()].flatMap(each => [...each.values()])
  const rememberSources = () => {
    for (const finding of all()) pathsOf(finding).forEach(sourceOf)
  }
  for (const outcome of outcomes) take(outcome)
  rememberSources()

  const named = (ids: readonly string[]): Finding[] => {
    const wanted = new Set(ids)
    return all().filter(each => wanted.has(each.fingerprint))
  }
  const changedOf = (files: Iterable<string>): string[] => [...files].filter(file => !isAsRead(sourceOf(file)))
  const again = async (files: readonly string[]) => {
    if (files.length === 0) return
    const { settingsFor: renewed } = await renew()
    settingsFor = renewed
    // What was learnt of the old texts is forgotten with them.
    project = project.with(new Map())
    latest = undefined
    for (const file of files) {
      const shown = [...findings.keys()].find(each => path.resolve(each) === path.resolve(file)) ?? pagePath(file)
      sources.delete(path.resolve(file))
      const bytes = peek(file)
      take(bytes ? handle(shown, bytes, settingsFor(file), project) : { path: shown, problems: [] })
    }
    rememberSources()
  }

  return {
    list: () => ({
      folder: path.basename(process.cwd()),
      pitfalls: Object.fromEntries(transforms.map(({ id, title, why }) => [id, { title, why }])),
      findings: [...findings].flatMap(([file, each]) =>
        each.size > 0 ? listed(sourceOf(file), [...each.values()]) : [],
      ),
    }),
    details: ids => named(ids).map(finding => detailsOf(finding, fileAt(finding.path), file => sourceOf(file).text)),
    async apply(ids) {
      const accepted = named(ids).filter(({ outcome }) => 'fix' in outcome)
      const files = new Set(accepted.flatMap(pathsOf))
      const changed = changedOf(files)
      if (changed.length > 0) return refused(changed, 'changed since the review began')
      const { texts, left } = withAccepted(accepted, { textOf: file => sourceOf(file).text, settingsFor, project })
      try {
        replaceFiles(
          [...texts].map(([file, text]) => replacementOf(sourceOf(file), text)),
          keep,
        )
      } catch (error) {
        if (!(error instanceof WriteError)) throw error
        return refused([error.path], error.message)
      }
      await again([...texts.keys()])
      return {
        fixed: accepted.length - left.length,
        written: [...texts.keys()].map(pagePath),
        left,
      }
    },
    refresh: () => again(changedOf(sources.keys())),
  }
}

function refused(files: readonly string[], reason: string): Refused {
  const paths = files.map(pagePath)
  return { reason: `${paths.join(', ')}: ${reason}`, paths }
}

/** The files that a finding is about: its own, and those that its fix changes. */
function pathsOf({ path: own, outcome }: Finding): string[] {
  return [...new Set([own, ...('fix' in outcome ? outcome.fix.edits.map(edit => edit.path) : [])])]
}

function isAsRead({ path: file, bytes }: SourceFile): boolean {
  return peek(file)?.equals(bytes) ?? false
}

function listed({ text }: SourceFile, findings: readonly Finding[]): Listed[] {
  const lines = new Lines(text)
  return findings.map(({ fingerprint: id, transform: pitfall, path, span, outcome }) => ({
    ...{ id, pitfall, path: slashed(path), line: lines.at(span.start) },
    safety: 'refused' in outcome ? 'manual' : outcome.fix.cautions.length === 0 ? 'safe' : 'unsafe',
  }))
}

/** A path as the page shows it. */
function pagePath(file: string): string {
  return slashed(shownPath(file))
}

function slashed(file: string): string {
  return file.split(path.sep).join('/')
}
