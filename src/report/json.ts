import type { Format } from './format.ts'

/** The report as it is, as one JSON object. */
export const json: Format = { end: report => `${JSON.stringify(report, undefined, 2)}\n` }
