import { UsageError } from '../source/usage-error.ts'
import type { Report, Reported } from './report.ts'

/** A report as `aiomend check --format json` prints it. Throws `UsageError` where the text is something else. */
export function parseReport(text: string, name: string): Report {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${name}: it is not JSON`)
  }
  if (!isReport(value))
    throw new UsageError(`${name}: it is no report of \`aiomend check --format json\` that can be read`)
  return value
}

/** Several reports as one: those of all shards in the order of the files, others in the order given. */
export function merged(reports: readonly Report[]): Report {
  const sorted = reports.toSorted((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0))
  if (reports.some(({ shard }) => shard)) {
    const of = sorted.at(-1)?.shard?.of
    const got = sorted.map(({ shard }) => (shard ? `${shard.index}/${shard.of}` : 'a report without a shard'))
    const isWhole = sorted.length === of && sorted.every(({ shard }, at) => shard?.of === of && shard?.index === at + 1)
    if (!isWhole) throw new UsageError(`these are not all shards of one run: ${got.join(', ')}`)
  }
  return {
    version: 1,
    files: sorted.reduce((sum, { files }) => sum + files, 0),
    findings: sorted.flatMap(({ findings }) => findings),
    errors: sorted.flatMap(({ errors }) => errors),
  }
}

/** What a value is to look like: an object by its keys, an array by its elements. */
type Shape = 'string' | 'number' | { readonly [key: string]: Shape } | readonly [Shape]

const PLACE = {
  start: 'number',
  line: 'number',
  column: 'number',
  end: 'number',
  endLine: 'number',
  endColumn: 'number',
} as const
const EDIT = { ...PLACE, path: 'string', text: 'string' } as const
const FIX = { edits: [EDIT], importEdits: [EDIT], imports: ['string'], cautions: ['string'] } as const
const FINDING = {
  ...PLACE,
  transform: 'string',
  family: 'string',
  path: 'string',
  message: 'string',
  fingerprint: 'string',
  source: [{ path: 'string', line: 'number', start: 'number', text: 'string' }],
} as const
const ERROR = { path: 'string', message: 'string' } as const
const SHARD = { index: 'number', of: 'number' } as const

function isReport(value: unknown): value is Report {
  if (!matches(value, { version: 'number', files: 'number', findings: [FINDING], errors: [ERROR] })) return false
  const { version, shard, findings } = value as Report
  return version === 1 && (shard === undefined || matches(shard, SHARD)) && findings.every(isComplete)
}

function isComplete({ level, outcome, because }: Reported): boolean {
  const isKnown =
    ['error', 'warning', 'note'].includes(level) && (because === undefined || matches(because, ['string']))
  return isKnown && (matches(outcome, { refused: 'string' }) || matches(outcome, { fix: FIX }))
}

function matches(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return typeof value === shape
  if (typeof value !== 'object' || value === null) return false
  if (isList(shape)) return Array.isArray(value) && value.every(item => matches(item, shape[0]))
  return Object.entries(shape).every(([key, inner]) => matches((value as Record<string, unknown>)[key], inner))
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}
