import path from 'node:path'
import { read } from '../source/disk.ts'
import { Lines } from '../syntax/lines.ts'
import { outermostProject, rootOf } from './roots.ts'

/**
 * Where the configuration of a project names a function of a file, as `app.jobs:main` or `app.jobs:Queue.main`.
 * https://packaging.python.org/en/latest/specifications/entry-points/
 */
export function entryPoint(name: string, file: string): string | undefined {
  const folder = path.dirname(file)
  const parts = file.replace(/(\/__init__)?\.pyw?$/, '').split(path.sep)
  const entry = new RegExp(`(?<=["'\\s])([\\w.]+):(?:\\w+\\.)?${name}(?!\\w)`, 'g')
  for (const root of new Set([rootOf(folder), outermostProject(folder) ?? rootOf(folder)])) {
    for (const configuration of ['pyproject.toml', 'setup.cfg']) {
      const at = path.join(root, configuration)
      const text = textOf(at)
      const found = [...text.matchAll(entry)].find(([, module = '']) => parts.join('.').endsWith(`.${module}`))
      if (found) return `${path.relative(process.cwd(), at)}:${new Lines(text).at(found.index)}`
    }
  }
  return undefined
}

function textOf(file: string): string {
  try {
    return read(file).toString()
  } catch {
    return ''
  }
}
