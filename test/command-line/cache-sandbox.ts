import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from './sandbox.ts'
import { tamperWithAll } from './tampering.ts'

/** A sandbox with what it takes to look into the cache of its runs, and to change what that keeps. */
export class CacheSandbox extends Sandbox {
  readonly cached = () => readdirSync(path.join(this.folder, '.aiomend_cache'))
  readonly tamper = () => tamperWithAll(this.folder)
  readonly check = (...args: string[]) => this.aiomend(['check', '--format', 'json', ...args])
}
