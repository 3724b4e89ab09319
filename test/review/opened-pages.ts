import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { isBrowserMadeForHere, openBrowser } from '../../scripts/browser.mjs'
import type { Sandbox } from '../command-line/sandbox.ts'
import { Review } from './server.ts'

interface Opened {
  readonly page: Page
  readonly review: Review
  /** What went wrong in the page, and what it asked of others than its server. */
  readonly faults: string[]
}

/** Pages of a sandbox's reviews, in one browser for all tests of a file; each is closed after its test. */
export class OpenedPages {
  readonly #sandbox: Sandbox
  readonly #ending: (() => Promise<unknown>)[] = []
  #browser: Browser | undefined

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
    beforeAll(async () => {
      if (isBrowserMadeForHere) this.#browser = await openBrowser()
    }, 60_000)
    afterAll(() => this.#browser?.close())
    afterEach(async () => {
      for (const end of this.#ending.splice(0)) await end()
    })
  }

  readonly opened = async (colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> => {
    const review = await Review.of(this.#sandbox.folder)
    this.#ending.push(review.end)
    if (!this.#browser) throw new Error('there is no browser')
    const context = await this.#browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } })
    this.#ending.push(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', error => faults.push(String(error)))
    page.on('console', message => message.type() === 'error' && faults.push(message.text()))
    page.on('request', request => request.url().startsWith(review.origin) || faults.push(request.url()))
    await page.goto(review.url)
    await page.locator('.card .diff').first().waitFor()
    return { page, review, faults }
  }
}
