// Loaded before the program: the file a.py takes 1.2 seconds to be read.
const fs = require('node:fs')

const { readFileSync } = fs
fs.readFileSync = (file, ...options) => {
  if (String(file).endsWith('a.py')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200)
  return readFileSync(file, ...options)
}
