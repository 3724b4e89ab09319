import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { version } from '../package.ts'
import type { RegisteredTransform } from '../registry.ts'
import { Lines } from '../syntax/lines.ts'
import { columnsOf, utf16Units } from './columns.ts'
import type { Context, Format } from './format.ts'
import type { Place, Report, Reported, ReportedFix } from './report.ts'
import { fromRoot } from './root.ts'

/** What GitHub takes for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const sarif: Format = {
  end: (report, context) => `${JSON.stringify(log(report, context), undefined, 2)}\n`,
}

function log({ findings, errors }: Report, { transforms }: Context) {
  const ids = [...new Set(findings.map(({ transform }) => transform))].sort()
  const notifications = errors.map(({ path, message }) => ({
    level: 'error',
    message: plain(message),
    locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
  }))
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(ids.flatMap(id => transforms.get(id) ?? { id })) },
        automationDetails: { id: 'aiomend/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { description: { text: 'The root of the repository.' } } },
        invocations: [{ executionSuccessful: errors.length === 0, toolExecutionNotifications: notifications }],
        results: findings.map(finding => result(finding, ids.indexOf(finding.transform))),
      },
    ],
  }
}

const BASE = '%SRCROOT%'

function driver(transforms: readonly (RegisteredTransform | { readonly id: string })[]) {
  return {
    name: 'aiomend',
    fullName: `aiomend ${version()}`,
    semanticVersion: version(),
    rules: transforms.map(transform => ('title' in transform ? rule(transform) : transform)),
  }
}

function rule({ id, family, level, title, why, writes, safety, see = [] }: RegisteredTransform) {
  const [helpUri] = see.filter(page => URL.canParse(page))
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title.replaceAll('`', '')}.` },
    fullDescription: { text: why },
    help: {
      text: `${why} Written instead: ${writes} (${safety}).`,
      markdown: `${why}\n\nWritten instead: ${writes} (${safety}).`,
    },
    ...(helpUri && { helpUri }),
    defaultConfiguration: { level },
    properties: { tags: ['asyncio', family], precision: 'very-high' },
  }
}

function result(finding: Reported, ruleIndex: number) {
  const { transform, family, level, message, path, fingerprint, because, confidence, outcome } = finding
  return {
    ruleId: transform,
    ruleIndex,
    level,
    message: plain(message),
    locations: [{ physicalLocation: { artifactLocation: artifact(path), ...shown(finding) } }],
    partialFingerprints: { 'aiomend/v1': fingerprint },
    ...('fix' in outcome && { fixes: [fix(finding, outcome.fix)] }),
    properties: {
      family,
      ...('refused' in outcome && { refused: outcome.refused }),
      ...(because && { because, confidence }),
    },
  }
}

/** Where a finding is, with the code, for those who look at the log alone. */
function shown(finding: Reported) {
  const { path, source, start, end, line, endLine } = finding
  const own = region(finding, path, source)
  const excerpt = source.find(each => each.path === path && each.start <= start && end <= each.start + each.text.length)
  if (!excerpt) return { region: own }
  const last = excerpt.line - 1 + new Lines(excerpt.text).at(excerpt.text.length - 1)
  const isWider = excerpt.line < line || last > endLine
  return {
    region: { ...own, snippet: { text: excerpt.text.slice(start - excerpt.start, end - excerpt.start) } },
    ...(isWider && { contextRegion: { startLine: excerpt.line, endLine: last, snippet: { text: excerpt.text } } }),
  }
}

function fix({ source }: Reported, { edits, importEdits, cautions }: ReportedFix) {
  const all = [...importEdits, ...edits]
  const caution = cautions.map(caution => ` ${caution}.`).join('')
  return {
    description: plain(caution ? `Only with a look at it:${caution}` : 'Safe to apply unseen.'),
    artifactChanges: [...new Set(all.map(({ path }) => path))].map(path => ({
      artifactLocation: artifact(path),
      replacements: all
        .filter(edit => edit.path === path)
        .sort((a, b) => a.start - b.start)
        .map(edit => ({ deletedRegion: region(edit, path, source), insertedContent: { text: edit.text } })),
    })),
  }
}

function region(place: Place, path: string, source: Reported['source']) {
  const { column, endColumn } = columnsOf(place, path, source, utf16Units)
  return { startLine: place.line, startColumn: column, endLine: place.endLine, endColumn }
}

function artifact(file: string) {
  const name = fromRoot(file, 'GITHUB_WORKSPACE')
  if (path.isAbsolute(name)) return { uri: pathToFileURL(name).href }
  return { uri: name.split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE }
}

/** A message whose brackets are no links. */
function plain(text: string) {
  return { text: text.replace(/[\\[\]]/g, '\\$&') }
}
