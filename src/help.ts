/** What `aiomend --help` says after the commands and options. */
export const HELP = `
Examples:
  aiomend check src            what is wrong, why it matters, and the fix
  aiomend diff src             the same fixes as a diff: nothing is written
  aiomend diff src | git apply
  aiomend fix src              write the safe fixes
  aiomend fix --unsafe src     write those too that a person should look at
  aiomend fix --interactive    ask about each fix
  aiomend undo                 as it was before the last fix
  aiomend review src           choose on a page in the browser
  aiomend check --since main   only what this branch has brought
  aiomend explain blocking-sleep

Exit codes: 0 nothing found, or all of it fixed; 1 findings remain (diff: there is a diff);
2 a usage error, or a file that could not be read, decoded, parsed or written.`
