import { type Command, InvalidArgumentError, Option } from 'commander'
import { FORMATS } from './report/format.ts'
import { startTimings } from './stopwatch.ts'

/** A command that works on files, with the options that all of these share. */
export function filesCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('[paths...]', 'files and folders; `-` is standard input', ['.'])
    .option('--unsafe', 'also use fixes that can change behaviour in a way a person should look at')
    .option('--select <ids>', 'only these pitfalls: ids or families, comma-separated, or ALL', list)
    .option('--ignore <ids>', 'not these', list)
    .option('--extend-select <ids>', 'these besides the others', list)
    .addOption(
      new Option('--executor <form>', 'how a call is moved to a thread').choices(['run-in-executor', 'to-thread']),
    )
    .option(
      '--task-group',
      'start tasks that belong together in an `asyncio.TaskGroup`, where the target has it (3.11)',
    )
    .addOption(
      new Option('--cpu-executor <form>', 'where a function that computes for long is moved').choices([
        'thread',
        'process',
      ]),
    )
    .addOption(
      new Option(
        '--target-version <py3N>',
        'the oldest Python the code runs on (default: from requires-python, else py39)',
      ).argParser(targetVersion),
    )
    .option('--pedantic', 'also report what blocks on some paths of a function only')
    .option('--venv <folder>', 'the environment whose packages the code uses (default: the active one, or .venv)')
    .option('--config <file>', 'a pyproject.toml that holds for all files')
    .option('--no-cache', 'neither use nor keep what an earlier run found, nor what files held before `fix`')
    .addOption(cacheOption())
    .option('--since <commit>', 'only what is on lines changed since the branch left the commit, or in untracked files')
    .option('--baseline <file>', 'not what this file lists as known; `check --write-baseline` writes it')
    .option('--stdin-filename <name>', 'the name of what comes from standard input')
    .addOption(
      new Option('--shard <i/n>', 'one of n parts of the files, counted from 1; together they are the whole').argParser(
        shard,
      ),
    )
    .addOption(
      new Option('--jobs <number>', 'how many threads do the work (default: one for each core)').argParser(jobs),
    )
    .addOption(statisticsOption())
    .option('--timings', 'print on stderr where the time went')
    .addOption(quietOption())
    .addOption(colorOption())
    .hook('preAction', command => {
      if (command.opts().timings) startTimings()
    })
    .hook('postAction', async command => {
      if (command.opts().timings) (await import('./commands/timings.ts')).printTimings()
    })
}

/** When output is coloured. */
export function colorOption(): Option {
  return new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto')
}

/** Where outcomes, and what files held, are kept. */
export function cacheOption(): Option {
  return new Option('--cache-dir <folder>', 'where that is kept (default: .aiomend_cache in the project)')
}

/** Where what files held is kept. */
export function backupOption(): Option {
  return new Option('--backup-dir <folder>', 'where what files held is kept (default: undo in the cache folder)')
}

/** Where a report is written. */
export function outputFileOption(): Option {
  return new Option('--output-file <file>', 'write it to a file, not to standard output')
}

/** Whether findings are counted only. */
export function statisticsOption(): Option {
  return new Option('--statistics', 'count the findings by pitfall')
}

/** Whether summaries are left out. */
export function quietOption(): Option {
  return new Option('-q, --quiet', 'print the results and errors, without a summary')
}

function shard(value: string): { index: number; of: number } {
  const [, index = 0, of = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []).map(Number)
  if (index < 1 || index > of) throw new InvalidArgumentError('It is one of 1/n, 2/n … n/n.')
  return { index, of }
}

/** The format of a report. */
export function formatOption(): Option {
  return new Option('--format <form>', 'how to print it').choices(FORMATS).default('text')
}

function list(value: string, previous: string[] = []): string[] {
  const names = value.split(',').map(name => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('It names no pitfall.')
  return [...previous, ...names]
}

function jobs(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It is a number from 1.')
  return Number(value)
}

/** A port from the command line. Throws `InvalidArgumentError`. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InvalidArgumentError('It is a number up to 65535.')
  return Number(value)
}

function targetVersion(value: string): string {
  if (!/^py3(8|9|1[0-4])$/.test(value)) throw new InvalidArgumentError('It is one of py38, py39, py310 … py314.')
  return value
}
