import type { Format } from './format.ts'

/** A JSON object on a line for each finding, as soon as it is known. https://jsonlines.org */
export const jsonLines: Format = { file: findings => findings.map(finding => `${JSON.stringify(finding)}\n`).join('') }
