import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The texts of all Python files below `fixtures`. */
export function fixtureTexts(): readonly string[] {
  const files = readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.py'))
  return files.map(file => readFileSync(path.join('fixtures', file), 'utf8'))
}
