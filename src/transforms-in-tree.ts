import { readdir } from 'node:fs/promises'
import type { RegisteredTransform } from './registry.ts'
import type { Transform } from './transform.ts'

const folder = new URL('../transforms/', import.meta.url)

/** The transforms that lie in the tree: a file in the folder is all that a new one needs. In the bundle a list stands for this. */
export async function transformsInTree(): Promise<readonly RegisteredTransform[]> {
  const families = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory())
  const found = families.map(async ({ name: family }) => {
    const files = await readdir(new URL(`${family}/`, folder))
    const ids = files.flatMap(file => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1] ?? [])
    return Promise.all(ids.map(id => load(family, id, files.includes(`${id}.ts`) ? 'ts' : 'js')))
  })
  return (await Promise.all(found)).flat()
}

async function load(family: string, id: string, extension: 'js' | 'ts'): Promise<RegisteredTransform> {
  const url = new URL(`${family}/${id}.${extension}`, folder)
  const { default: transform } = (await import(url.href)) as { default: Transform }
  return { ...transform, id, family }
}
