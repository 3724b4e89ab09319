import type { Model } from '../../semantics/model.ts'
import { PythonFile } from '../../semantics/python-file.ts'
import { type Closure, type Placed, placeText } from '../../semantics/questions/closures.ts'
import { field, type Node } from '../../syntax/node.ts'
import { FixBuilder } from '../builder.ts'
import { importEdits } from '../imports.ts'
import { Refusal } from '../refusal.ts'

/**
 * Makes a synchronous function `async def` together with every function that calls it, over files, and awaits all the
 * calls; refuses where one of them cannot be found for certain or cannot follow. `closure` is what `closureOf` says of the
 * function, `awaited` are expressions in it to await, and `why` begins the refusal, as a clause.
 */
export function makeCoroutine(
  { functions, awaited: calls, run, isExported, obstacle }: Closure,
  awaited: readonly Node[],
  why: string,
  fix: FixBuilder,
): void {
  const cannot = (reason: string): never => fix.refuse(`${why}, and it cannot become \`async def\`: ${reason}`)
  if (obstacle !== undefined) cannot(obstacle)
  const builders = new Map<Model, FixBuilder>([[fix.file, fix]])
  const writing = (placed: Placed<'call' | 'function_definition'>): FixBuilder => {
    const { file } = placed
    const builder = builders.get(file) ?? builderFor(placed, fix)
    builders.set(file, builder)
    return builder
  }
  try {
    for (const { node, file } of functions) {
      const builder = writing({ node, file })
      builder.made.add(node)
      builder.wrap(node, 'async ', '')
    }
    const [definition] = functions
    for (const node of awaited) if (definition) writing(definition).await(node)
    for (const placed of calls) {
      const builder = writing(placed)
      at(placed, () => builder.await(placed.node))
    }
    for (const placed of run) {
      const builder = writing(placed)
      at(placed, () => builder.runToCompletion(placed.node))
    }
  } catch (error) {
    throw error instanceof Refusal ? cannot(error.message) : error
  }
  const others = [...builders].filter(([file]) => file !== fix.file).sort(byPath)
  for (const [file, builder] of others) {
    fix.include(editsOf(file, builder))
    for (const caution of builder.finish().cautions) fix.caution(caution)
  }
  const names = [...new Set(functions.map(({ node }) => `\`${field(node, 'name').text}\``))]
  const [become, them] = names.length === 1 ? ['becomes', 'it'] : ['become', 'them']
  const listed = isExported ? ' (`__all__` exports one)' : ''
  fix.caution(
    `${joined(names)} ${become} \`async def\`; code that calls ${them} and is not in sight${listed} has to await ${them}`,
  )
}

/** Does something at a place, and says where that was refused. */
function at(placed: Placed<'call'>, act: () => void): void {
  try {
    act()
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(`${error.message} (${placeText(placed)})`) : error
  }
}

/** What writes in another file, which has to be one that is to be mended. */
function builderFor(placed: Placed<'call' | 'function_definition'>, fix: FixBuilder): FixBuilder {
  const { file } = placed
  const place = placeText(placed)
  if (!file.project?.isGiven(file.path))
    fix.refuse(`it has to change in ${place} too, which is not among the given paths`)
  if (/#\s*aiomend:\s*ignore-file/.test(file.tree.source))
    fix.refuse(`it has to change in ${place} too, which is to be left alone`)
  if (!(file instanceof PythonFile)) throw new Error(`${file.path} is not at hand`)
  return new FixBuilder(file, placed.node, fix.options)
}

/** The edits of another file, those that bring the imports among them. */
function editsOf(file: Model, builder: FixBuilder) {
  for (const { start, text } of importEdits(builder.file, builder.finish().imports)) builder.insert(start, text)
  const path = file.project?.moduleAt(file.path).shown ?? file.path
  return builder.finish().edits.map(edit => ({ ...edit, path }))
}

/** `a`, `b` and `c` */
function joined(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join()
}

function byPath([{ path: one }]: [Model, FixBuilder], [{ path: other }]: [Model, FixBuilder]): number {
  return one < other ? -1 : 1
}
