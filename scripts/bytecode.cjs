// Writes the bytecode of dist/bundle.cjs, of the functions that a run over the given folder needs, with what an earlier run
// has kept of one of its files, and the machine code of the parser's modules.
const { spawnSync } = require('node:child_process')
const { appendFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const { setFlagsFromString } = require('node:v8')
const vm = require('node:vm')

const program = path.resolve('dist/aiomend.cjs')
const work = mkdtempSync(path.join(tmpdir(), 'aiomend-bytecode-'))
const code = path.join(work, 'code')
const line = [program, 'diff', '--jobs', '1', '--quiet', '--cache-dir', path.join(work, 'cache'), code]
cpSync(process.argv[2], code, { recursive: true })
spawnSync(process.execPath, line, { stdio: 'ignore' })
const files = readdirSync(code, { recursive: true }).filter(name => name.endsWith('.py'))
for (const name of files.slice(1)) appendFileSync(path.join(code, name), '# changed\n')

// All of it at once, and as well as V8 can.
const HOW = ['--no-liftoff', '--no-wasm-lazy-compilation', '--no-wasm-dynamic-tiering']
// Other engines take none.
const isTaken = Number.parseInt(process.versions.node, 10) < 22
const modules = readdirSync('dist').filter(file => isTaken && file.endsWith('.wasm'))
const parser = modules.map(file => {
  for (const flag of HOW) setFlagsFromString(flag)
  const bytes = readFileSync(`dist/${file}`)
  const module = new WebAssembly.Module(bytes)
  for (const flag of HOW) setFlagsFromString(flag.replace('no-', ''))
  return { file, bytes, module }
})

/** Of the machine code V8 looks at flags too: those that the program has set. */
function writeMachineCode() {
  const machineCodeOf = natively('(function (module) { return %SerializeWasmModule(module) })')
  for (const { file, bytes, module } of parser) {
    const code = Buffer.from(machineCodeOf(module))
    const lengths = Buffer.alloc(8)
    lengths.writeUInt32LE(code.length + lengths.length, 0)
    lengths.writeUInt32LE(bytes.length, 4)
    writeFileSync(`dist/${path.parse(file).name}.code`, Buffer.concat([engine, lengths, code]))
  }
}

const { Script } = vm
let script
vm.Script = class extends Script {
  constructor(...args) {
    super(...args)
    script ??= this
  }
}
process.argv = [process.execPath, ...line]
const { engine, natively } = require(program)
process.on('exit', () => {
  rmSync(work, { recursive: true })
  // Where Node keeps bytecode itself there is no such script.
  if (script) writeFileSync('dist/bundle.bytecode', Buffer.concat([engine, script.createCachedData()]))
  writeMachineCode()
})
