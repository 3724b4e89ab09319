import { appendFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RegisteredTransform } from '../registry.ts'
import type { Context, FormatName } from '../report/format.ts'
import { formats } from '../report/formats.ts'
import { stepSummary } from '../report/github.ts'
import { type ColorChoice, painterFor } from '../report/paint.ts'
import type { Report, Reported } from '../report/report.ts'
import { makeFolders, writeWhole } from '../source/atomic.ts'
import { reasonOf } from '../source/discover.ts'
import { UsageError } from '../source/usage-error.ts'
import { print } from './common.ts'

/** The options that say how a report is printed, as commander gives them. */
export interface PrintOptions {
  readonly format: FormatName
  readonly outputFile?: string
  readonly statistics?: true
  readonly quiet?: true
  readonly color: ColorChoice
}

/** Prints a report in the format that the user wants, to standard output or to a file. */
export interface Printer {
  /** Takes the findings of the next file. */
  file(findings: readonly Reported[]): Promise<void>
  /** Takes the whole report, which ends it. */
  end(report: Report): Promise<void>
}

export function printerFor(options: PrintOptions, transforms: readonly RegisteredTransform[]): Printer {
  const { format: name, outputFile, color, quiet = false, statistics = false } = options
  const format = formats[name]
  const context: Context = {
    paint: painterFor(color, outputFile === undefined ? process.stdout : {}),
    transforms: new Map(transforms.map(transform => [transform.id, transform])),
    quiet,
    statistics,
  }
  const parts: string[] = []
  const take = async (part: string | undefined) => {
    if (!part) return
    if (outputFile === undefined) await print(part)
    else parts.push(part)
  }
  return {
    file: async findings => {
      if (findings.length > 0) await take(format.file?.(findings, context))
    },
    end: async report => {
      await take(format.end?.(report, context))
      const page = name === 'github' && process.env.GITHUB_STEP_SUMMARY
      if (page) writing(page, () => appendFileSync(page, stepSummary(report)))
      if (outputFile !== undefined) writeOutput(outputFile, parts.join(''))
    },
  }
}

/** Writes a file that the user names, in a folder that need not exist; where that fails it is as it was. */
export function writeOutput(file: string, content: string): void {
  writing(file, () => {
    makeFolders(path.dirname(file))
    const there = statSync(file, { throwIfNoEntry: false })
    if (!there) writeWhole(file, content)
    else if (there.isFile()) writeWhole(realpathSync(file), content, { model: there })
    // A device, or a pipe.
    else writeFileSync(file, content)
  })
}

function writing(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new UsageError(`${file}: cannot be written: ${reasonOf(error)}`)
  }
}
