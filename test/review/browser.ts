import { mkdirSync } from 'node:fs'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** The package unpacks the browser once, into the folder for temporary files: here one that stays. */
const UNPACKED = path.resolve('node_modules/.cache/chromium')

/** What the package's browser is made for. */
export const isBrowserMadeForHere = process.platform === 'linux' && process.arch === 'x64'

/** The Chromium that a package brings, with the libraries it needs; it has no window. */
export async function openBrowser(): Promise<Browser> {
  mkdirSync(UNPACKED, { recursive: true })
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env
  // Its libraries are unpacked only where it thinks that a system has none.
  Object.assign(process.env, { TMPDIR: UNPACKED, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' })
  const executablePath = await chromium.executablePath()
  for (const [name, value] of Object.entries({ TMPDIR, AWS_LAMBDA_JS_RUNTIME })) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  const env = { ...process.env, LD_LIBRARY_PATH: path.join(UNPACKED, 'al2023', 'lib') }
  return playwright.launch({ executablePath, env, args: ['--no-sandbox'] })
}
