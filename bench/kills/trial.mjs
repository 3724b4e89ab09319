// A tree of Python files that `aiomend fix` changes, and what must hold of it whenever that is cut short.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../dist/aiomend.cjs', import.meta.url))
const breaking = new URL('breaking.mjs', import.meta.url).href

/** Files by name, before and after: `count` of their own, and three that one fix changes together. */
export function treeOf(count) {
  const files = new Map([
    [
      'app/jobs.py',
      [
        'from app.disk import save\n\n\ndef store(job):\n    save(job)\n',
        'from app.disk import save\n\n\nasync def store(job):\n    await save(job)\n',
      ],
    ],
    [
      'main.py',
      [
        'from app.jobs import store\n\nif __name__ == "__main__":\n    store(1)\n',
        'import asyncio\n\nfrom app.jobs import store\n\nif __name__ == "__main__":\n    asyncio.run(store(1))\n',
      ],
    ],
    [
      'web/page.py',
      [
        'from app import jobs\n\n\nasync def page():\n    jobs.store(2)\n',
        'from app import jobs\n\n\nasync def page():\n    await jobs.store(2)\n',
      ],
    ],
    ['app/disk.py', Array(2).fill('async def save(job):\n    return job\n')],
    ['pyproject.toml', Array(2).fill('')],
  ])
  for (let n = 0; n < count; n++) {
    const text = wait =>
      `import asyncio\nimport time\n\n\nasync def page_${n}():\n    ${wait}(${n})\n    print(time.time())\n`
    files.set(`pages/part${n % 7}/page_${n}.py`, [text('time.sleep'), text('await asyncio.sleep')])
  }
  return files
}

export function lay(root, files) {
  for (const [name, [before]] of files) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), before)
  }
}

/** How many files are old, new, or neither, and what else lies there outside the cache. */
export function lookAt(root, files) {
  const seen = { old: 0, new: 0, torn: [], strays: [] }
  for (const name of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.relative(root, path.join(name.parentPath ?? name.path, name.name))
    if (name.isDirectory() || file.startsWith('.aiomend_cache')) continue
    const texts = files.get(file)
    if (!texts) {
      seen.strays.push(file)
      continue
    }
    const text = readFileSync(path.join(root, file), 'utf8')
    if (texts[0] === texts[1]) continue
    if (text === texts[0]) seen.old++
    else if (text === texts[1]) seen.new++
    else seen.torn.push(file)
  }
  return seen
}

/** Runs aiomend; with `at` its changes of the disk fail as breaking.mjs says. */
export function aiomend(root, args, { at, count } = {}) {
  const preload = at || count ? ['--import', breaking] : []
  const env = { ...process.env, NO_COLOR: '1', ...(at && { BREAK_AT: at }), ...(count && { BREAK_COUNT: count }) }
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...preload, bin, ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
  })
  return { status, signal, stdout, stderr }
}
