// Brings a checkout to where it can run: installs what the lock file says, and builds what changed. Quiet when there is
// nothing to do.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const modified = file => (existsSync(file) ? statSync(file).mtimeMs : 0)
const newest = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (latest, entry) => Math.max(latest, modified(path.join(entry.parentPath ?? entry.path, entry.name))),
    0,
  )

function run(command, args, options) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
  if (status !== 0) {
    console.error(`aiomend: \`${command} ${args.join(' ')}\` failed`)
    process.exit(status ?? 1)
  }
}

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.error('Installing…')
  // `npm ci` refuses a lock file without the binaries of every platform, which a mirror may not carry. No package that
  // aiomend uses needs an install script.
  run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  })
}
const sources = Math.max(
  newest('src'),
  newest('transforms'),
  newest('scripts'),
  modified('tsconfig.json'),
  modified('tsconfig.build.json'),
)
if (modified('dist/.built') < Math.max(sources, modified('node_modules/.package-lock.json'))) {
  console.error('Building…')
  run(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
