import { findingsOf } from '../../src/commands/check.ts'
import { handle } from '../../src/run/run.ts'
import { SettingsFinder } from '../../src/run/settings.ts'
import type { Material } from '../../src/suggest/publish.ts'
import { transforms } from '../fixture.ts'
import type { Files } from './files.ts'

const settings = new SettingsFinder({}, transforms).for('pages.py')

/** What is found in some files. */
export function materialOf(files: Files): Material {
  const findings = Object.entries(files).flatMap(([name, text]) =>
    findingsOf(handle(name, Buffer.from(text), settings)),
  )
  const why = (id: string) => transforms.find(transform => transform.id === id)?.why
  return { findings, nameOf: path => path, why, options: [] }
}

/** The message of the failure that a promise ends with. */
export function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

export const HEAD = 'import asyncio\nimport time\n\n\n'

/** A coroutine with some statements. */
export function coroutine(name: string, ...body: string[]): string {
  return `async def ${name}(url):\n${[...body, 'return url'].map(line => `    ${line}\n`).join('')}\n\n`
}

const FAR = Array.from({ length: 12 }, (_, at) => `LIMIT_${at} = ${at}\n`).join('')

export const BASE: Files = {
  'pages.py': `${HEAD}${coroutine('load')}${FAR}${coroutine('store')}`,
  'orders.py': `import time\n\n\n${FAR}${coroutine('order')}`,
}

/** Three pitfalls come; the third needs an import that lies outside the diff. */
export const CHANGED: Files = {
  'pages.py': `${HEAD}${coroutine('load', 'time.sleep(1)')}${FAR}${coroutine('store', 'time.sleep(2)')}`,
  'orders.py': `import time\n\n\n${FAR}${coroutine('order', 'time.sleep(3)')}`,
}
