// Writes the bytecode of dist/bundle.cjs, of the functions that a run over the given folder needs, with what an earlier run
// has kept of one of its files.
const { spawnSync } = require('node:child_process')
const { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const vm = require('node:vm')

const program = path.resolve('dist/aiomend.cjs')
const work = mkdtempSync(path.join(tmpdir(), 'aiomend-bytecode-'))
const code = path.join(work, 'code')
const line = [program, 'diff', '--jobs', '1', '--quiet', '--cache-dir', path.join(work, 'cache'), code]
cpSync(process.argv[2], code, { recursive: true })
spawnSync(process.execPath, line, { stdio: 'ignore' })
const files = readdirSync(code, { recursive: true }).filter(name => name.endsWith('.py'))
for (const name of files.slice(1)) appendFileSync(path.join(code, name), '# changed\n')

const { Script } = vm
let script
vm.Script = class extends Script {
  constructor(...args) {
    super(...args)
    script ??= this
  }
}
process.argv = [process.execPath, ...line]
const { engine } = require(program)
process.on('exit', () => {
  rmSync(work, { recursive: true })
  // Where Node keeps bytecode itself there is no such script.
  if (script) writeFileSync('dist/bundle.bytecode', Buffer.concat([engine, script.createCachedData()]))
})
