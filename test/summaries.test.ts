import { beforeAll, expect, test } from 'vitest'
import { LibraryFile } from '../src/semantics/library-file.ts'
import { saysTheSame } from '../src/semantics/summary/asked-again.ts'
import { summaryOnDemand } from '../src/semantics/summary/on-demand.ts'
import { foundSoFar, joined, wholeOf } from '../src/semantics/summary/so-far.ts'
import type { ClassSummary, FunctionSummary, ModuleSummary } from '../src/semantics/summary/summary.ts'
import { textOf, writtenIn } from '../src/semantics/summary/written.ts'
import { loadParser } from '../src/syntax/parser.ts'
import { unsafeSettings } from './fixture.ts'

beforeAll(loadParser)

const TEXT = `import os
__all__ = ['run', 'Pool']

def run(count):
    each = os.getpid()
    return each

class Pool:
    def open(self):
        self.size = run(1)

    def close(self):
        return self.size
`

const QUESTIONS: readonly ((run: FunctionSummary, pool: ClassSummary) => unknown)[] = [
  run => run.mayBind?.('each'),
  run => run.calls,
  run => run.sets,
  (_, pool) => pool.members.open,
  (_, pool) => pool.methodsSetting?.('size'),
  (_, pool) => pool.members.close?.map(each => each.kind === 'function' && each.calls),
  (_, pool) => pool.members.close?.map(each => each.kind === 'function' && each.mayBind?.('a')),
]
const pairs = QUESTIONS.flatMap((_, one) => QUESTIONS.map((_, other) => [one, other] as const))

function summaryOf(text: string): ModuleSummary {
  const file = new LibraryFile('m.py', text, unsafeSettings(13).model)
  return summaryOnDemand(() => file)
}

/** What is kept where a process asks one of the questions. */
function foundBy(question: number) {
  const summary = summaryOf(TEXT)
  const [run, pool] = [summary.names.run?.[0], summary.names.Pool?.[0]]
  if (run?.kind !== 'function' || pool?.kind !== 'class') throw new Error('no such names')
  QUESTIONS[question]?.(run, pool)
  return writtenIn(textOf(foundSoFar(summary)))
}

test.each(pairs)('what several processes have found says the same after a remark: %s and %s', (one, other) => {
  const before = wholeOf(joined(foundBy(one), foundBy(other)))
  expect(saysTheSame(before, summaryOf(TEXT))).toBe(true)
  expect(saysTheSame(before, summaryOf(`# Runs.\n${TEXT}`))).toBe(true)
  expect(saysTheSame(before, summaryOf(TEXT.replace('count', 'number')))).toBe(false)
})
