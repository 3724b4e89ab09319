import { loadTransforms } from '../registry.ts'
import { explanation } from '../report/explain.ts'
import { type ColorChoice, painterFor } from '../report/paint.ts'
import { UsageError } from '../source/usage-error.ts'
import { CLEAN, type ExitCode } from './common.ts'

/** Prints all that is known of one pitfall. */
export async function explain(id: string, { color }: { readonly color: ColorChoice }): Promise<ExitCode> {
  const transform = (await loadTransforms()).find(transform => transform.id === id)
  if (!transform) throw new UsageError(`unknown pitfall \`${id}\`; \`aiomend rules\` lists them all`)
  process.stdout.write(explanation(transform, painterFor(color, process.stdout)))
  return CLEAN
}
