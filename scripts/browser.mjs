// The Chromium that a package brings, with the libraries it needs; it has no window.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

/** The package unpacks the browser once, into the folder for temporary files: here one that stays. */
const UNPACKED = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url))

export const isBrowserMadeForHere = process.platform === 'linux' && process.arch === 'x64'

export async function openBrowser() {
  mkdirSync(UNPACKED, { recursive: true })
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env
  // Its libraries are unpacked only where it thinks that a system has none.
  Object.assign(process.env, { TMPDIR: UNPACKED, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' })
  const executablePath = await chromium.executablePath()
  for (const [name, value] of Object.entries({ TMPDIR, AWS_LAMBDA_JS_RUNTIME })) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  const env = { ...process.env, LD_LIBRARY_PATH: `${UNPACKED}/al2023/lib` }
  return playwright.launch({ executablePath, env, args: ['--no-sandbox'] })
}
