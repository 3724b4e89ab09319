import { cpSync } from 'node:fs'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { isBrowserMadeForHere } from '../../scripts/browser.mjs'
import { AWAKE, Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { OpenedPages } from './opened-pages.ts'

const sandbox = new Sandbox()
const { write, read } = sandbox
const { opened } = new OpenedPages(sandbox)

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
