import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Config } from '../src/source/config.ts'
import { transforms } from './fixture.ts'
import { generatedBy } from './generated.ts'

const readme = readFileSync('README.md', 'utf8')

test('the generated parts of the README are current', () => {
  expect(readme).toBe(generatedBy('scripts/readme.mjs', 'README.md'))
})

test('the README names every pitfall and every key of the configuration', () => {
  for (const { id } of transforms) expect(readme).toContain(`| [${id}](`)
  for (const key of Object.keys(Config.shape)) expect(readme).toMatch(new RegExp(`^${key} = `, 'm'))
})

test.each(transforms)(
  '$id speaks in sentences that fit together',
  ({ title, why, writes, safety, leaves, codes = [], see = [] }) => {
    expect(title).toMatch(/^[`A-Z].*[^.]$/)
    expect(why).toMatch(/^[`A-Z].*\.$/)
    expect(writes).not.toBe('')
    expect(safety).toMatch(/^(safe|unsafe|manual)/)
    expect(leaves.length).toBeGreaterThan(0)
    for (const code of codes) expect(code).toMatch(/^[A-Z]+\d+$/)
    for (const url of see) expect(url).toMatch(/^https:\/\//)
  },
)
