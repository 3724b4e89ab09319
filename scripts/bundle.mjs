// Puts the program into one file, dist/bundle.cjs, with its bytecode beside it, and dist/aiomend.cjs, which starts it.
import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'

const { resolve } = createRequire(import.meta.url)

/** Writes all three; the working folder is that of the package, and the grammar is in dist/. */
export async function bundle() {
  const built = await rolldown({
    input: 'src/bin.ts',
    platform: 'node',
    // It starts threads with files of its own.
    external: ['piscina'],
    // As a module it asks for its file with a dynamic `import`.
    resolve: { alias: { 'web-tree-sitter': resolve('web-tree-sitter') } },
    plugins: [{ name: 'transforms', load: id => (id.endsWith('transforms-in-tree.ts') ? listed() : undefined) }],
    onLog: (level, log, next) => log.code !== 'EVAL' && next(level, log),
  })
  const { output } = await built.generate({ format: 'cjs', codeSplitting: false, minify: true })
  // A text that is all ASCII takes one byte a character, and is read without being decoded.
  writeFileSync('dist/bundle.cjs', output[0].code.replace(/[^\0-\x7f]/g, escaped))
  copyFileSync('src/start.cjs', 'dist/aiomend.cjs')
  writeFileSync('dist/worker.js', "import aiomend from './aiomend.cjs'\nexport const { work } = aiomend\n")
  spawnSync(process.execPath, ['scripts/bytecode.cjs', 'examples'], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** What stands for the reading of the folder: all transforms that are in it now. */
function listed() {
  const files = readdirSync('transforms', { recursive: true }).filter(file => file.endsWith('.ts'))
  const entries = files.map((file, at) => {
    const [family, id] = file.split(path.sep)
    return `{ ...t${at}, family: '${family}', id: '${path.parse(id).name}' }`
  })
  const imports = files.map((file, at) => `import t${at} from ${JSON.stringify(path.resolve('transforms', file))}`)
  return `${imports.join('\n')}\nexport const transformsInTree = () => [${entries.join(', ')}]`
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
