// `npm start` shows the main job on examples/; `npm start -- diff PATH` is the command line itself.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../dist/aiomend.cjs', import.meta.url))
const aiomend = (args, cwd) => spawnSync(process.execPath, [bin, ...args], { stdio: 'inherit', cwd }).status ?? 2
const given = process.argv.slice(2)

if (given.length > 0) {
  const status = aiomend(given, process.env.INIT_CWD)
  // npm takes any other exit code for a failure of its own and buries the output under a log.
  process.exitCode = status === 2 ? 2 : 0
} else {
  const color = process.env.NO_COLOR ? 'auto' : 'always'
  aiomend(['diff', 'examples', '--statistics', '--color', color], fileURLToPath(new URL('..', import.meta.url)))
  console.log(`
This is what \`aiomend fix\` would write: nothing has been changed yet. Next:
  npm start -- check examples               the same findings one by one: why each matters, and what is left to you
  npm start -- diff --unsafe examples       the fixes too that a person should look at
  npm start -- review examples              choose among them on a page in the browser, and apply
  npm start -- diff PATH                    your own code, or fix instead of diff to write it
  npm start -- explain blocking-sleep       all about one pitfall
  npm install --global .                    puts \`aiomend\` on your PATH`)
}
