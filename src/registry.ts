import { readdir } from 'node:fs/promises'
import type { Transform } from './transform.ts'

/** A transform with the names that its place in the tree gives it: `transforms/<family>/<id>.ts`. */
export interface RegisteredTransform extends Transform {
  readonly id: string
  readonly family: string
  /** Selected by name, or by `ALL`: what is a matter of taste is reported too. */
  readonly isNamed?: boolean
}

const folder = new URL('../transforms/', import.meta.url)

/** All transforms, by family and id. A file in the folder is all that a new one needs. */
export async function loadTransforms(): Promise<readonly RegisteredTransform[]> {
  const families = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory())
  const found = families.map(async ({ name: family }) => {
    const files = await readdir(new URL(`${family}/`, folder))
    const ids = files.flatMap(file => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1] ?? [])
    return Promise.all(ids.map(id => load(family, id, files.includes(`${id}.ts`) ? 'ts' : 'js')))
  })
  return (await Promise.all(found)).flat().sort((a, b) => (a.family + a.id < b.family + b.id ? -1 : 1))
}

async function load(family: string, id: string, extension: 'js' | 'ts'): Promise<RegisteredTransform> {
  const url = new URL(`${family}/${id}.${extension}`, folder)
  const { default: transform } = (await import(url.href)) as { default: Transform }
  return { ...transform, id, family }
}
