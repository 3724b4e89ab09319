// Takes the picture of the review page that README.md shows: `npm run screenshot`
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openBrowser } from './browser.mjs'

process.chdir(fileURLToPath(new URL('../examples', import.meta.url)))
const review = spawn(process.execPath, ['../dist/aiomend.cjs', 'review', '--no-open', '--no-cache'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = await new Promise((resolve, reject) => {
  review.stdout.on('data', said => {
    const [address] = /http:\S+/.exec(String(said)) ?? []
    if (address) resolve(address)
  })
  review.on('close', () => reject(new Error('there is nothing to review')))
})
const browser = await openBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1240, height: 780 }, deviceScaleFactor: 1.5 })
  await page.goto(url)
  for (const name of [/^shop\//, /^pages\.py/]) await page.getByRole('button', { name }).click()
  await page.locator('.card .diff').nth(1).waitFor()
  // The first fix accepted, the second rejected, and the first in focus again.
  for (const key of ['j', 'a', 'r', 'k', 'k']) await page.keyboard.press(key)
  await page.locator('#list').evaluate(list => list.scrollTo(0, 0))
  await page.mouse.move(0, 0)
  await page.screenshot({ path: '../docs/review.png', animations: 'disabled' })
} finally {
  await browser.close()
  review.kill('SIGINT')
}
