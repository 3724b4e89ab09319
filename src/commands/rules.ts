import { loadTransforms } from '../registry.ts'
import { type ColorChoice, painterFor } from '../report/paint.ts'
import { CLEAN, type ExitCode } from './common.ts'

/** Lists the pitfalls by family. */
export async function rules({ color }: { readonly color: ColorChoice }): Promise<ExitCode> {
  const paint = painterFor(color, process.stdout)
  const transforms = await loadTransforms()
  const width = Math.max(...transforms.map(({ id }) => id.length))
  let family = ''
  for (const transform of transforms) {
    if (transform.family !== family) process.stdout.write(`${family ? '\n' : ''}${paint.bold(transform.family)}\n`)
    family = transform.family
    const off = transform.optIn ? paint.dim(' (off unless selected)') : ''
    process.stdout.write(`  ${transform.id.padEnd(width)}  ${transform.level.padEnd(7)}  ${transform.title}${off}\n`)
  }
  return CLEAN
}
