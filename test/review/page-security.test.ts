import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { isBrowserMadeForHere } from '../../scripts/browser.mjs'
import { Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { OpenedPages } from './opened-pages.ts'

const sandbox = new Sandbox()
const { write, read } = sandbox
const { opened } = new OpenedPages(sandbox)

describe.runIf(isBrowserMadeForHere)('the page', () => {
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
})
