import path from 'node:path'
import { oncePerName } from '../grounds.ts'
import type { PytestSetup } from '../semantics/model.ts'
import { namesIn, read } from '../source/disk.ts'
import { rootOf } from './roots.ts'

/** Where a project may say how its tests are run: pytest's own files, and those that start pytest. */
const CONFIGURATION =
  /^(\.?pytest\.(ini|toml)|pyproject\.toml|tox\.(ini|toml)|setup\.(cfg|py)|noxfile\.py|tasks\.py|[Mm]akefile|justfile|Pipfile|conftest\.py|(test|dev)?[-_]?requirements.*\.(txt|in)|.*\.ya?ml)$/

/** Settings and options under which a plugin runs each coroutine. https://pytest-asyncio.readthedocs.io/en/stable/concepts.html */
const RUNS_ALL =
  /^[ \t]*(asyncio_mode|anyio_mode)\s*=\s*["']?auto|^[ \t]*trio_mode\s*=\s*["']?true|--asyncio[-_]mode[=\s"',]+auto|no:asyncio|PYTEST_ADDOPTS/im

/** Plugins that run coroutines by rules of their own. */
const RUNNERS =
  /pytest[-_](aiohttp|asyncio[-_]cooperative|curio|jupyter|relaxed|sanic|tornado|tornasync|trio|twisted)|alt[-_]pytest[-_]asyncio|aiohttp\.pytest_plugin/i

/** Hooks and fixtures with which a `conftest.py` can run coroutines, or mark them. */
const HOOKS =
  /\b(pytest_(pyfunc_call|pycollect_makeitem|collection_modifyitems|itemcollected|runtest_call|generate_tests|plugins)|add_marker|anyio_backend)\b/

const STRICT = /^[ \t]*asyncio_mode\s*=\s*["']?strict/im

/** How pytest runs the tests of a folder, by all files around it that may say so: pytest takes the first, by where it is started. */
export const pytestSetup: (folder: string) => PytestSetup = oncePerName(setupOf)

function setupOf(folder: string): PytestSetup {
  const root = rootOf(folder)
  const folders = [path.join(root, '.github', 'workflows'), path.join(root, 'requirements')]
  for (let at = folder; ; at = path.dirname(at)) {
    folders.push(at)
    if (at === root || path.dirname(at) === at) break
  }
  const texts = folders.flatMap(each => entriesOf(each).map(name => textOf(path.join(each, name))))
  return {
    mayRunAll: texts.some(text => RUNS_ALL.test(text) || RUNNERS.test(text) || HOOKS.test(text)),
    isStrict: texts.some(text => STRICT.test(text)),
  }
}

function entriesOf(folder: string): string[] {
  return namesIn(folder).filter(name => CONFIGURATION.test(name) || path.basename(folder) === 'requirements')
}

function textOf(file: string): string {
  try {
    return read(file).toString()
  } catch {
    return ''
  }
}
