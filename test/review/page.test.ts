import { cpSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isBrowserMadeForHere, openBrowser } from '../../scripts/browser.mjs'
import { AWAKE, Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { Review } from './server.ts'

const sandbox = new Sandbox()
const { write, read } = sandbox
let browser: Browser | undefined
beforeAll(async () => {
  if (isBrowserMadeForHere) browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

const ending: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

interface Opened {
  readonly page: Page
  readonly review: Review
  /** What went wrong in the page, and what it asked of others than its server. */
  readonly faults: string[]
}

async function opened(colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const review = await Review.of(sandbox.folder)
  ending.push(review.end)
  if (!browser) throw new Error('there is no browser')
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } })
  ending.push(() => context.close())
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

const card = (page: Page, line: number, pitfall: string) =>
  page
    .locator('article')
    .filter({ has: page.getByRole('heading', { name: pitfall }) })
    .filter({ hasText: new RegExp(`^${line}`) })

describe.runIf(isBrowserMadeForHere)('the page', () => {
  test('the fixes are filtered, chosen and applied, and exactly the accepted ones are on the disk', async () => {
    write(
      'app/jobs.py',
      'import time\n\n\nasync def work():\n    time.sleep(1)\n    time.sleep(2)\n    name = input()\n    return name\n',
    )
    write('app/pages.py', SLEEPY)
    write('other.py', SLEEPY)
    const { page, faults } = await opened()
    expect(page.url()).not.toContain('#')
    await page.getByRole('button', { name: /^app\/ / }).click()
    expect(await page.locator('#shown').textContent()).toBe('4 of 5 findings')
    await page.getByRole('button', { name: /^blocking-sleep/ }).click()
    expect(await page.locator('#shown').textContent()).toBe('3 of 5 findings')
    await card(page, 5, 'blocking-sleep').first().getByRole('button', { name: 'Reject' }).click()
    await page.getByRole('button', { name: 'Accept 3 fixes: blocking-sleep' }).click()
    expect(await page.locator('#totals').textContent()).toBe('2 accepted, 1 rejected, 2 to decide')
    await page.getByRole('button', { name: 'Apply 2 fixes' }).click()
    await page.getByText('2 fixes written to 2 files.').waitFor()
    expect(read('app/jobs.py')).toBe(
      'import asyncio\nimport time\n\n\nasync def work():\n    time.sleep(1)\n    await asyncio.sleep(2)\n    name = input()\n    return name\n',
    )
    expect(read('app/pages.py')).toBe(AWAKE)
    expect(read('other.py')).toBe(SLEEPY)
    expect(await page.locator('#shown').textContent()).toBe('1 of 3 findings')
    expect(faults).toEqual([])
  })

  test('it takes a keyboard only', async () => {
    write('a.py', 'import time\n\n\nasync def work():\n    time.sleep(1)\n    time.sleep(2)\n    time.sleep(3)\n')
    write('b.py', SLEEPY)
    const { page, faults } = await opened()
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const totals = () => page.locator('#totals').textContent()
    await press('j', 'a', 'r', 'a')
    expect(await totals()).toBe('2 accepted, 1 rejected, 1 to decide')
    await press('p')
    expect(await totals()).toBe('3 accepted, 1 rejected, 0 to decide')
    await press('u', 'F')
    expect(await totals()).toBe('2 accepted, 2 rejected, 0 to decide')
    await press('Shift+F', 'f', 'c', 'u', 'u', 'u', 'k', 'k', 'c')
    expect(await totals()).toBe('2 accepted, 1 rejected, 1 to decide')
    await press('k', 'Tab', 'Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Reject')
    await press('Space')
    expect(await totals()).toBe('1 accepted, 2 rejected, 1 to decide')
    await press('?')
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    await press('a', 'Escape')
    await press('Control+Enter')
    await page.getByText('1 fix written to 1 file.').waitFor()
    expect(read('a.py')).toContain('    time.sleep(1)\n    time.sleep(2)\n    await asyncio.sleep(3)\n')
    expect(faults).toEqual([])
  })

  test('a file that changed meanwhile is read again before anything is written', async () => {
    write('a.py', SLEEPY)
    const { page } = await opened()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    write('a.py', `# mine\n${SLEEPY}`)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Nothing was written: a.py: changed since the review began.').waitFor()
    await page.getByRole('button', { name: 'Read again' }).click()
    await page.getByText('0 accepted, 0 rejected, 1 to decide').waitFor()
    await page.getByRole('button', { name: 'Accept all shown' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('1 fix written to 1 file.').waitFor()
    expect(read('a.py')).toBe(`# mine\n${AWAKE}`)
  })

  test('source is text to it, never markup', async () => {
    write(
      'a.py',
      'import time\n\n\nasync def work():\n    # <img src=x onerror="document.title=1"><b>bold</b>\n    time.sleep(1)\n',
    )
    const { page, faults } = await opened()
    expect(await page.locator('.diff').textContent()).toContain('<b>bold</b>')
    expect(await page.locator('.diff b, .diff img').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('another page cannot apply a fix', async () => {
    write('a.py', SLEEPY)
    const { page, review } = await opened()
    const [{ id } = { id: '' }] = (await review.list()).findings
    const elsewhere = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'),
    )
    await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`)
    const attack = `(async () => {
    const body = JSON.stringify({ ids: ['${id}'] })
    const url = '${review.origin}/api/apply'
    const tries = [
      { method: 'POST', mode: 'no-cors', body },
      { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-aiomend-token': '${review.token}' } },
    ]
    return Promise.all(tries.map(each => fetch(url, each).then(answer => answer.type, () => 'blocked')))
  })()`
    expect(await page.evaluate(attack)).toEqual(['blocked', 'blocked'])
    await page.setContent(`<iframe src="${review.url}"></iframe>`)
    await page.waitForTimeout(300)
    expect(await page.frames()[1]?.locator('.card').count()).toBe(0)
    elsewhere.close()
    expect(read('a.py')).toBe(SLEEPY)
  })

  describe.each(['light', 'dark'] as const)('in the %s', scheme => {
    test('it has no fault that axe can find', async () => {
      cpSync('examples', sandbox.folder, { recursive: true })
      write('held.py', 'import time\n\n\nasync def work(lock):\n    with lock:\n        time.sleep(1)\n')
      const { page } = await opened(scheme)
      const violations = async () => {
        const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      }
      await page.evaluate(axe.source)
      expect(await violations()).toEqual([])
      for (const key of ['j', 'a', 'r', 'a', 'k']) await page.keyboard.press(key)
      await page.getByRole('button', { name: /^Safe/ }).click()
      expect(await violations()).toEqual([])
      await page.keyboard.press('?')
      expect(await violations()).toEqual([])
    })
  })

  test('five thousand findings are no burden', async () => {
    const work = `import time\n\n\nasync def work():\n${'    time.sleep(1)\n'.repeat(50)}`
    for (let file = 0; file < 100; file++) write(`jobs/job_${file}.py`, work)
    const { page, faults } = await opened()
    expect(await page.locator('#shown').textContent()).toBe('5,000 findings')
    const scroll = `(async () => {
    const list = document.querySelector('#list')
    let [longest, most] = [0, 0]
    for (let step = 1; step <= 40; step++) {
      const before = performance.now()
      list.scrollTop = (list.scrollHeight * step) / 40
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      longest = Math.max(longest, performance.now() - before)
      most = Math.max(most, document.querySelectorAll('article').length)
    }
    return { longest, most }
  })()`
    const { longest, most } = (await page.evaluate(scroll)) as { longest: number; most: number }
    expect(most).toBeLessThan(40)
    expect(longest).toBeLessThan(1000)
    const decide = `(() => {
    const before = performance.now()
    document.querySelector('#accept-shown').click()
    document.querySelector('#undo').click()
    return performance.now() - before
  })()`
    expect(await page.evaluate(decide)).toBeLessThan(1000)
    await page.locator('article').last().getByText('time.sleep').first().waitFor()
    expect(faults).toEqual([])
  })
})
