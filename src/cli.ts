import { Command, Option } from 'commander'
import { HELP } from './help.ts'
import {
  backupOption,
  cacheOption,
  colorOption,
  filesCommand,
  formatOption,
  outputFileOption,
  port,
  quietOption,
  statisticsOption,
} from './options.ts'
import { version } from './package.ts'
import { bugReport, isExpected } from './source/bug.ts'
import { UsageError } from './source/usage-error.ts'
import { visible } from './source/visible.ts'

const FAILED = 2

/** Runs the command line and gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0
  const program = new Command('aiomend')
    .description('Finds the asyncio pitfalls in Python source and mends them with minimal edits.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: text => process.stderr.write(visible(text)) })
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
    .addOption(backupOption().conflicts('commitPer'))
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
    .addOption(backupOption())
    .addOption(new Option('--port <number>', 'the port to serve it on').argParser(port).default(0, 'any that is free'))
    .option('--no-open', 'print the address of the page only')
    .action(async (paths, options) => {
      code = await (await import('./commands/review.ts')).review(paths, options)
    })
  program
    .command('undo')
    .description('give the files that the last `fix` or `review` wrote their old bytes back')
    .option('--dry-run', 'print which files these are')
    .addOption(backupOption())
    .addOption(cacheOption())
    .addOption(quietOption())
    .addOption(colorOption())
    .action(async options => {
      code = await (await import('./commands/undo.ts')).undo(options)
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
      process.stderr.write(`aiomend: ${visible(error.message)}\n`)
      return FAILED
    }
    if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : FAILED
    process.stderr.write(`aiomend: ${visible(unexpected(error))}\n`)
    return FAILED
  }
}

/** What to say of an error that no command has caught. */
export function unexpected(error: unknown): string {
  return isExpected(error) ? error.message : bugReport('it stopped', error)
}
