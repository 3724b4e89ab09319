// Compiles the sources into dist/, bundles the program, and puts the grammar and the review page beside it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
copyFileSync('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/web-tree-sitter.wasm')
copyFileSync('node_modules/tree-sitter-python/tree-sitter-python.wasm', 'dist/tree-sitter-python.wasm')
copyFileSync('node_modules/tree-sitter-python/queries/highlights.scm', 'dist/highlights.scm')
cpSync('src/review/page', 'dist/src/review/page', { recursive: true, filter: file => !file.endsWith('.ts') })
const compiler = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
const [[status]] = await Promise.all([once(compiler, 'exit'), bundle()])
if (status === 0) writeFileSync('dist/.built', '')
process.exit(status ?? 1)
