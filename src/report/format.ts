import type { RegisteredTransform } from '../registry.ts'
import type { Painter } from './paint.ts'
import type { Report, Reported } from './report.ts'

/** The formats, as `--format` names them. */
export const FORMATS = ['text', 'json', 'json-lines', 'sarif', 'github', 'gitlab', 'rdjson', 'junit'] as const

export type FormatName = (typeof FORMATS)[number]

/** What a format may use besides the report. */
export interface Context {
  readonly paint: Painter
  readonly transforms: ReadonlyMap<string, RegisteredTransform>
  /** Print no summary. */
  readonly quiet: boolean
  /** Count by pitfall instead of listing the findings. */
  readonly statistics: boolean
}

/** How findings are printed: file by file while the work goes on, all together at its end, or both. */
export interface Format {
  /** The text for one file with findings. */
  readonly file?: (findings: readonly Reported[], context: Context) => string
  readonly end?: (report: Report, context: Context) => string
}
