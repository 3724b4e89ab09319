#!/usr/bin/env node
// Runs the bundle. To compile it takes longer than many a run: the bytecode is kept, by Node where it does that (22.1), else
// from when the bundle was built, if that was with this very engine; and with it the machine code of the parser.
const { readFileSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const path = require('node:path')
const { setFlagsFromString } = require('node:v8')
const { Script } = require('node:vm')

const filename = path.join(__dirname, 'bundle.cjs')
/** What is kept begins with this, for V8 looks at its own version and flags only. */
exports.engine = Buffer.from(JSON.stringify([process.version, process.platform, process.arch, process.config]))

/** A function in V8's own language, in parentheses, for it to be compiled at once; undefined for an engine that knows none such. */
exports.natively = code => {
  setFlagsFromString('--allow-natives-syntax')
  try {
    return new Script(code).runInThisContext()
  } catch {
    return undefined
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}

// A flag that it does not know V8 would complain of. It compares its flags when it takes bytecode.
const major = Number.parseInt(process.versions.node, 10)
// V8 counts the size of a function at each call, and optimises the parser's largest, for 70 ms, within a few lines of Python.
if (major <= 24) setFlagsFromString('--wasm-tiering-budget=200000000')
// It optimises functions that have run little as eagerly, and with them what they call, which takes a core longer than it
// saves: 22 has a cheaper tier.
if (major < 22) {
  setFlagsFromString('--interrupt-budget=600000')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=80')
  // Threads get what the first one has, and must not change flags while it looks at them.
  if (require.main === module) exports.parser = ['web-tree-sitter', 'tree-sitter-python'].map(optimised)
}

if (enableCompileCache) {
  enableCompileCache()
  require(filename)
} else {
  const code = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`
  const script = new Script(code, { filename, cachedData: kept('bundle.bytecode') })
  script.runInThisContext()(exports, require, module, filename, __dirname)
}

/**
 * A module of the parser in machine code, which else is made of each function where it is first called, and runs at half the
 * speed. While it lives V8 takes it for whatever has the same bytes; undefined where it was made for another processor.
 */
function optimised(name) {
  const code = kept(`${name}.code`)
  // V8 does not notice what is cut off, or was made of other bytes.
  if (!code || code.readUInt32LE(0) !== code.length) return undefined
  const bytes = readFileSync(path.join(__dirname, `${name}.wasm`))
  if (code.readUInt32LE(4) !== bytes.length) return undefined
  const take = exports.natively('(function (code, bytes) { return %DeserializeWasmModule(code, bytes) })')
  return take?.(Uint8Array.from(code.subarray(8)).buffer, bytes)
}

/** What is in a file behind the mark of this engine. */
function kept(name) {
  const { length } = exports.engine
  try {
    const bytes = readFileSync(path.join(__dirname, name))
    return exports.engine.equals(bytes.subarray(0, length)) ? bytes.subarray(length) : undefined
  } catch {
    return undefined
  }
}
