// The packages of the await test: which version, whether its source distribution holds the tests, what its code imports.
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { copyLibrary, corpusFolder, fetchPackage, PINS } from '../corpus.mjs'

const PYTEST = ['pytest', 'pytest-asyncio']

/** What the environments of the pinned corpus hold besides: extras of the package, and packages its code imports unasked. */
const BESIDES = {
  'gpt-researcher': { besides: PYTEST },
  litellm: { extras: 'proxy', besides: ['grpcio', 'opentelemetry-sdk', 'redis'] },
  anyio: { extras: 'trio', besides: ['pytest'] },
}

/** Packages read with their tests, where their source distributions hold them. */
const WITH_TESTS = [
  {
    pin: 'aiohttp==3.14.5',
    extras: 'speedups',
    besides: [...PYTEST, 'pytest-mock', 'freezegun', 'trustme', 'proxy.py', 'blockbuster', 'pytest-codspeed', 'uvloop'],
  },
  { pin: 'python-telegram-bot==22.8', extras: 'all', besides: [...PYTEST, 'beautifulsoup4', 'pytz', 'tornado'] },
  { pin: 'aiokafka==0.14.0', hasNoTests: true },
  {
    pin: 'langchain-core==1.8.1',
    besides: [...PYTEST, 'pytest-mock', 'syrupy', 'freezegun', 'blockbuster', 'langchain-tests', 'httpx'],
  },
  {
    pin: 'matrix-synapse==1.163.2',
    extras: 'oidc,redis,test,url-preview,jwt',
    besides: ['hiredis', 'beautifulsoup4', 'types-PyYAML'],
  },
  {
    pin: 'tortoise-orm==1.1.9',
    extras: 'asyncpg,aiomysql,asyncmy,psycopg',
    besides: [...PYTEST, 'fastapi', 'httpx', 'asgi-lifespan', 'pydantic', 'pytz'],
  },
]

/** Packages that nothing was ever tuned on. */
const HELD_OUT = [
  { pin: 'zigpy==2.4.0', besides: [...PYTEST, 'pytest-mock', 'freezegun', 'aioresponses'] },
  { pin: 'jupyter-server==2.21.1', extras: 'test', besides: PYTEST },
]

/**
 * The packages whose name one of some words is part of, all if there are none: `part` of the table, `name`, `pin` (none
 * for CPython's library), `folder` with the code, `extras` and `besides` for the environment. What is missing is fetched.
 */
export function packagesNamed(words) {
  const pinned = PINS.map(pin => ({ part: 'pinned corpus', pin, ...BESIDES[pin.split('==')[0]] }))
  const all = [
    ...pinned,
    { part: 'pinned corpus', name: 'stdlib' },
    ...WITH_TESTS.map(each => ({ part: 'with their tests', ...each, isSource: !each.hasNoTests })),
    ...HELD_OUT.map(each => ({ part: 'held out', ...each, isSource: true })),
  ]
  return all
    .map(each => ({ name: each.pin?.replace('==', '-'), ...each }))
    .filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
    .map(each => ({ ...each, folder: folderOf(each) }))
    .filter(({ folder }) => existsSync(folder))
}

function folderOf({ pin, isSource }) {
  if (!pin) return copyLibrary(corpusFolder)
  const kinds = isSource ? ['--no-binary'] : undefined
  const folder = fetchPackage(path.join(corpusFolder, isSource ? 'sdists' : ''), pin, kinds)
  return existsSync(folder) ? contentOf(folder) : folder
}

/** A source distribution unpacks into one folder, which is the project's root. */
export function contentOf(folder) {
  const [only, ...others] = readdirSync(folder).map(entry => path.join(folder, entry))
  return others.length === 0 && statSync(only).isDirectory() ? only : folder
}
