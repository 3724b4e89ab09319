import { createRequire } from 'node:module'
import { Command, InvalidArgumentError, Option } from 'commander'
import { HELP } from './help.ts'
import { FORMATS } from './report/format.ts'
import { UsageError } from './source/usage-error.ts'
import { startTimings } from './stopwatch.ts'

const FAILED = 2

/** Runs the command line and gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0
  const program = new Command('aiomend')
    .description('Finds the asyncio pitfalls in Python source and mends them with minimal edits.')
    .version(version(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(aiomend --help lists the commands and options)')
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', HELP)

  filesCommand(program, 'check', 'show what is found, and what would be done about it')
    .addOption(formatOption())
    .addOption(outputFileOption())
    .option('--write-baseline', 'write all that is found to the file of --baseline')
    .action(async (paths, options) => {
      code = await (await import('./commands/check.ts')).check(paths, options)
    })
  filesCommand(program, 'diff', 'show what `fix` would change, as a unified diff').action(async (paths, options) => {
    code = await (await import('./commands/diff.ts')).diff(paths, options)
  })
  filesCommand(program, 'fix', 'apply the fixes')
    .option('-i, --interactive', 'ask about each fix, as `git add -p` does')
    .addOption(
      new Option('--commit-per <unit>', 'commit the fixes of each pitfall, or of each package, by themselves')
        .choices(['rule', 'package'])
        .conflicts('interactive'),
    )
    .action(async (paths, options) => {
      code = await (await import('./commands/fix.ts')).fix(paths, options)
    })
  filesCommand(program, 'review', 'choose among the fixes on a page in the browser, and apply them')
    .addOption(new Option('--port <number>', 'the port to serve it on').argParser(port).default(0, 'any that is free'))
    .option('--no-open', 'print the address of the page only')
    .action(async (paths, options) => {
      code = await (await import('./commands/review.ts')).review(paths, options)
    })
  filesCommand(program, 'suggest', 'propose the fixes on the lines that a pull request changes')
    .addOption(new Option('--base <commit>', 'where the branch left').conflicts(['since', 'shard', 'statistics']))
    .addOption(new Option('--report <file>', 'post what a JSON report says, not the files').conflicts('dryRun'))
    .option('--dry-run', 'print the suggestions (default without GITHUB_TOKEN, or GITLAB_TOKEN in a pipeline)')
    .option('--repository <name>', 'owner/name (default: that of the workflow or pipeline)')
    .option('--pull-request <number>', 'its number (default: that of the workflow or pipeline)')
    .action(async (paths, options) => {
      code = await (await import('./commands/suggest.ts')).suggest(paths, options)
    })
  program
    .command('report')
    .description('print JSON reports as one, in any format: those of all shards, or of several runs')
    .argument('<files...>', 'what `aiomend check --format json` printed')
    .addOption(formatOption())
    .addOption(outputFileOption())
    .addOption(statisticsOption())
    .addOption(quietOption())
    .addOption(colorOption())
    .action(async (files, options) => {
      code = await (await import('./commands/report.ts')).report(files, options)
    })
  program
    .command('explain')
    .description('say all about one pitfall')
    .argument('<id>', 'a pitfall, as `aiomend rules` lists it')
    .addOption(colorOption())
    .action(async (id, options) => {
      code = await (await import('./commands/explain.ts')).explain(id, options)
    })
  program
    .command('rules')
    .description('list the pitfalls')
    .addOption(colorOption())
    .action(async options => {
      code = await (await import('./commands/rules.ts')).rules(options)
    })

  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`aiomend: ${error.message}\n`)
      return FAILED
    }
    if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : FAILED
    throw error
  }
}

function filesCommand(program: Command, name: string, description: string): Command {
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
    .option('--no-cache', 'neither use nor keep what an earlier run found')
    .option('--cache-dir <folder>', 'where that is kept (default: .aiomend_cache in the project)')
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

function colorOption(): Option {
  return new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto')
}

function outputFileOption(): Option {
  return new Option('--output-file <file>', 'write it to a file, not to standard output')
}

function statisticsOption(): Option {
  return new Option('--statistics', 'count the findings by pitfall')
}

function quietOption(): Option {
  return new Option('-q, --quiet', 'print the results and errors, without a summary')
}

function shard(value: string): { index: number; of: number } {
  const [, index = 0, of = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []).map(Number)
  if (index < 1 || index > of) throw new InvalidArgumentError('It is one of 1/n, 2/n … n/n.')
  return { index, of }
}

function formatOption(): Option {
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

function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InvalidArgumentError('It is a number up to 65535.')
  return Number(value)
}

function targetVersion(value: string): string {
  if (!/^py3(8|9|1[0-4])$/.test(value)) throw new InvalidArgumentError('It is one of py38, py39, py310 … py314.')
  return value
}

function version(): string {
  return (createRequire(import.meta.url)('#package.json') as { version: string }).version
}
