// The promises of sound.mjs on a few real packages; on CPython's own asyncio where PyPI is out of reach.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyLibrary, corpusFolder, fetchPackages } from './corpus.mjs'

const folders = fetchPackages(corpusFolder, ['pyppeteer==2.0.0', 'gpt-researcher==0.15.1', 'metagpt==0.8.2'])
if (folders.length === 0) folders.push(path.join(copyLibrary(corpusFolder), 'asyncio'))
const sound = fileURLToPath(new URL('sound.mjs', import.meta.url))
process.exitCode = spawnSync(process.execPath, [sound, ...folders], { stdio: 'inherit' }).status ?? 1
