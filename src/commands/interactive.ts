import type { Finding } from '../finding.ts'
import { type ColorChoice, type Painter, painterFor } from '../report/paint.ts'
import { reported } from '../report/report.ts'
import { describe } from '../report/text.ts'
import { type Choice, choose, type Offer } from '../run/choose.ts'
import { rewriting } from '../run/rewrite.ts'
import type { Outcome } from '../run/run.ts'
import { type Answers, answersFrom } from './answers.ts'
import type { Work } from './common.ts'
import { editedLines } from './editor.ts'

/** Asks about each fix of one file after another. */
export interface Interview {
  /** The outcome with the fixes that were chosen. */
  readonly about: (outcome: Outcome) => Promise<Outcome>
  readonly close: () => void
}

const KEYS = ['y', 'n', 'q', 'a', 'd', 's', 'e', '?'] as const

/** Shows one fix at a time and asks what is to be done with it, as `git add -p` does. */
export function interview({ transforms, settingsFor, project }: Work, color: ColorChoice): Interview {
  const paint = painterFor(color, process.stdout)
  const why = new Map(transforms.map(transform => [transform.id, transform.why]))
  const answers = answersFrom(process.stdin)
  const skipped = new Set<string>()
  let isOver = false

  const about = async (outcome: Outcome): Promise<Outcome> => {
    let rest: 'ask' | 'fix' | 'leave' = 'ask'
    let asked = 0
    const decide = async (offer: Offer): Promise<Choice> => {
      const { finding, text } = offer
      if (isOver || rest === 'leave' || skipped.has(finding.transform)) return undefined
      if (rest === 'fix') return finding
      asked++
      const [shown] = reported([finding], () => text)
      if (shown) process.stdout.write(describe(shown, why.get(finding.transform), paint))
      for (;;) {
        const answer = await ask(
          `(${asked}/${asked + offer.following}) Apply this fix [${KEYS.join()}]? `,
          answers,
          paint,
        )
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
          case 'e': {
            const edited = edit(offer)
            if (edited) return edited
            break
          }
          default:
            process.stdout.write(paint.red(help(finding)))
        }
      }
    }
    return choose(outcome, settingsFor(outcome.path), project, decide)
  }
  return { about, close: answers.close }
}

/** The first letter of the next answer; on a pipe it is shown after the question. */
async function ask(question: string, answers: Answers, paint: Painter): Promise<string | undefined> {
  const answer = await answers.ask(paint.bold(paint.blue(question)))
  process.stdout.write(`${answer ?? ''}\n`)
  return answer === undefined ? undefined : answer.slice(0, 1).toLowerCase()
}

/** The fix as it comes back from the editor, if it can be applied. */
function edit({ finding, text, isSound }: Offer): Finding | undefined {
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

function help({ transform }: Finding): string {
  return `y - apply this fix
n - leave this place as it is
q - quit; leave this place and all that follow
a - apply this fix and all that follow in the file
d - leave this place and all that follow in the file
s - skip ${transform}: leave this place and all of this pitfall that follow, in every file
    (a fix is not split: its edits are made together or not at all)
e - edit what is written, in the editor that git uses
? - print help
`
}
