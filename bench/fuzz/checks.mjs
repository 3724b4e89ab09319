// What aiomend makes of one file, and what is wrong with that.
import { applyEdits } from '../../dist/src/fix/apply.js'
import { plan } from '../../dist/src/fix/plan.js'
import { ProjectFiles } from '../../dist/src/project/project.js'
import { loadTransforms } from '../../dist/src/registry.js'
import { checkFile } from '../../dist/src/run/check.js'
import { applyFixes } from '../../dist/src/run/mend.js'
import { handle } from '../../dist/src/run/run.js'
import { SettingsFinder } from '../../dist/src/run/settings.js'
import { PythonFile } from '../../dist/src/semantics/python-file.js'

const NAME = 'fuzzed.py'
const transforms = await loadTransforms()
const [safe, all] = [false, true].map(unsafe =>
  new SettingsFinder({ select: ['ALL'], 'unsafe-fixes': unsafe }, transforms).for(NAME),
)

/** What the files have in common: the standard library. */
const project = new ProjectFiles()

/**
 * Mends a file: `after`, its new bytes where it changed; `steps`, each pass as the texts and the edits between them; what
 * aiomend has to say against the file, its `problem`; `wrong`, what is certainly a bug; and the processor's `seconds`.
 */
export function mended(bytes, isUnsafe) {
  const begin = process.cpuUsage()
  const settings = isUnsafe ? all : safe
  try {
    const { source, mended, problems } = handle(NAME, bytes, settings, project)
    const seconds = process.cpuUsage(begin).user / 1e6
    const [problem] = problems
    const bug = problems.find(problem => /bug of aiomend/.test(problem))
    if (bug) return { seconds, wrong: bug }
    if (!source || !mended) return { seconds, problem, wrong: problem ? undefined : 'left out without a word' }
    if (mended.text === source.text) return { seconds, problem }
    const after = source.encode(source.mark + mended.text)
    const again = handle(NAME, after, settings, project)
    const wrong = again.mended?.text === mended.text ? undefined : 'a second run changes it again'
    return { seconds, problem, after, wrong, steps: stepsOf(source.text, mended.text, settings) }
  } catch (error) {
    return { wrong: `crashes: ${error.stack?.split('\n').slice(0, 4).join(' ') ?? error}` }
  }
}

/** The passes from one text to the other, each `[name, before, after, edits]`. */
function stepsOf(before, after, { transforms, fix, unsafe, model }) {
  const steps = []
  for (let file = new PythonFile(NAME, before, model, project); file.source !== after && steps.length < 100; ) {
    const step = applyFixes(file, plan(checkFile(file, transforms, fix).findings, unsafe))
    step.edits.reduce((text, edits) => {
      const changed = applyEdits(text, edits)
      steps.push([text, changed, edits.map(({ start, end, text: written }) => [start, end, written])])
      return changed
    }, file.source)
    file = step.file
  }
  return steps
}
