import type { Project } from '../semantics/model.ts'
import { discover } from '../source/discover.ts'
import { shownPath } from '../source/shown-path.ts'
import { UsageError } from '../source/usage-error.ts'
import { timed } from '../stopwatch.ts'
import { failed, type Outcome } from './run.ts'
import type { SettingsFinder } from './settings.ts'

/** A part of a run, counted from 1: neighbouring files, for these often import the same. */
export interface Shard {
  readonly index: number
  readonly of: number
}

const WHOLE: Shard = { index: 1, of: 1 }

/** The files that a run is about. */
export interface Batch {
  /** In the order the user gave them, and sorted within a folder. */
  readonly files: readonly string[]
  /** Those that were named outright. */
  readonly named: ReadonlySet<string>
  /** Other shards' files among them: a fix may change any. */
  readonly given: readonly string[]
  /** What cannot be read, and configurations that cannot. */
  readonly mistakes: readonly Outcome[]
}

/**
 * Finds the Python files below some paths. Files whose configuration cannot be read are left alone, and the configuration
 * named once; where that goes for all of them it throws `UsageError`.
 */
export function batchOf(
  paths: readonly string[],
  finder: SettingsFinder,
  project: Project,
  shard: Shard = WHOLE,
): Batch {
  return timed('discover', () => {
    const mistakes = new Map<string, UsageError>()
    const { files, named, unreadable } = discover(paths, file => finder.excludes(file))
    const given = files.filter(file => isConfigured(file, finder, mistakes))
    const [mistake] = mistakes.values()
    if (mistake && given.length === 0) throw mistake
    project.give(given, named)
    const failures = [
      ...[...mistakes.values()].map(({ message }) => failed(...splitMistake(message))),
      ...unreadable.map(({ path, message }) => failed(shownPath(path), message)),
    ]
    return { files: partOf(given, shard), named, given, mistakes: shard.index === 1 ? failures : [] }
  })
}

function partOf(files: readonly string[], { index, of }: Shard): readonly string[] {
  return files.slice(Math.floor(((index - 1) * files.length) / of), Math.floor((index * files.length) / of))
}

function isConfigured(file: string, finder: SettingsFinder, mistakes: Map<string, UsageError>): boolean {
  try {
    finder.for(file)
    return true
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    mistakes.set(error.message, error)
    return false
  }
}

/** `path:line: text` as a path and what is wrong there. */
function splitMistake(message: string): [path: string, problem: string] {
  const [, path = '', line, text = ''] = /^(.*?)(?::(\d+))?: (.*)$/s.exec(message) ?? ['', '', '', message]
  return [path, `${line ? `line ${line}: ` : ''}${text}; the files that it holds for are left alone`]
}
