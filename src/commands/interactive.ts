import type { Finding } from '../finding.ts'
import { type ColorChoice, type Painter, painterFor } from '../report/paint.ts'
import { reported } from '../report/report.ts'
import { describe } from '../report/text.ts'
import { type Choice, choose, type Offer } from '../run/choose.ts'
import { rewriting } from '../run/rewrite.ts'
import { type Answers, answersFrom } from './answers.ts'
import type { Chooser } from './apply.ts'
import type { Work } from './common.ts'
import { editedLines } from './editor.ts'

/** Asks about each fix of one file after another, and then about those of several files. */
export interface Interview extends Chooser {
  readonly close: () => void
}

/** What is done without a question about the fixes that follow in a file. */
type Rest = 'ask' | 'fix' | 'leave'

/** Shows one fix at a time and asks what is to be done with it, as `git add -p` does. */
export function interview({ transforms, settingsFor, project }: Work, color: ColorChoice): Interview {
  const paint = painterFor(color, process.stdout)
  const why = new Map(transforms.map(transform => [transform.id, transform.why]))
  const answers = answersFrom(process.stdin)
  const skipped = new Set<string>()
  let isOver = false

  /** Asks about the fixes that a file offers, one by one. */
  const questioning = () => {
    let rest: Rest = 'ask'
    let asked = 0
    return async (offer: Offer): Promise<Choice> => {
      const { finding, textOf, following, isSound } = offer
      if (isOver || rest === 'leave' || skipped.has(finding.transform)) return undefined
      if (rest === 'fix') return finding
      asked++
      const [shown] = reported([finding], textOf)
      if (shown) process.stdout.write(describe(shown, why.get(finding.transform), paint))
      const keys = ['y', 'n', 'q', 'a', 'd', 's', ...(isSound ? ['e'] : []), '?']
      for (;;) {
        const answer = await ask(`(${asked}/${asked + following}) Apply this fix [${keys.join()}]? `, answers, paint)
        switch (answer) {
          case 'y':
            return finding
          case 'n':
            return undefined
          case 'a':
            rest = 'fix'
            return finding
          case 'd':
            rest = 'leave'
            return undefined
          case 's':
            skipped.add(finding.transform)
            return undefined
          case 'q':
          case undefined:
            isOver = true
            return undefined
          default: {
            const edited = answer === 'e' && isSound && edit(finding, textOf(finding.path), isSound)
            if (edited) return edited
            if (answer !== 'e' || !isSound) process.stdout.write(paint.red(help(finding, isSound !== undefined)))
          }
        }
      }
    }
  }
  const byFile = new Map<string, (offer: Offer) => Promise<Choice>>()
  const together = (file: string) => {
    const decide = byFile.get(file) ?? questioning()
    byFile.set(file, decide)
    return decide
  }
  return {
    from: (outcome, now = { project }) =>
      choose(outcome, settingsFor(outcome.path), now.project, questioning(), now.leaving),
    wants: async ({ finding, following, changes }) => {
      const textOf = (file: string) => changes.find(({ source }) => source.path === file)?.before ?? ''
      return (await together(finding.path)({ finding, textOf, following })) !== undefined
    },
    close: answers.close,
  }
}

/** The first letter of the next answer; on a pipe it is shown after the question. */
async function ask(question: string, answers: Answers, paint: Painter): Promise<string | undefined> {
  const answer = await answers.ask(paint.bold(paint.blue(question)))
  process.stdout.write(`${answer ?? ''}\n`)
  return answer === undefined ? undefined : answer.slice(0, 1).toLowerCase()
}

/** A fix as it comes back from the editor, if it can be applied. */
function edit(finding: Finding, text: string, isSound: (finding: Finding) => boolean): Finding | undefined {
  const lines = rewriting(finding, text)
  const written = lines && editedLines(finding.path, lines.before, lines.after)
  if (!lines || written === undefined) {
    process.stdout.write('Nothing was written.\n')
    return undefined
  }
  const edited = lines.to(written)
  if (isSound(edited)) return edited
  process.stdout.write('What was written does not parse there.\n')
  return undefined
}

function help({ transform }: Finding, canEdit: boolean): string {
  const editing = canEdit ? 'e - edit what is written, in the editor that git uses\n' : ''
  return `y - apply this fix
n - leave this place as it is
q - quit; leave this place and all that follow
a - apply this fix and all that follow in the file
d - leave this place and all that follow in the file
s - skip ${transform}: leave this place and all of this pitfall that follow, in every file
    (a fix is not split: its edits are made together or not at all)
${editing}? - print help
`
}
