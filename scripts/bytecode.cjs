// Writes the bytecode of dist/bundle.cjs, of the functions that a run over the given files needs.
const { writeFileSync } = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

const program = path.resolve('dist/aiomend.cjs')
const { Script } = vm
let script
vm.Script = class extends Script {
  constructor(...args) {
    super(...args)
    script ??= this
  }
}
process.argv = [process.execPath, program, 'check', '--no-cache', '--quiet', ...process.argv.slice(2)]
const { engine } = require(program)
// Where Node keeps bytecode itself there is no such script.
if (script)
  process.on('exit', () => writeFileSync('dist/bundle.bytecode', Buffer.concat([engine, script.createCachedData()])))
