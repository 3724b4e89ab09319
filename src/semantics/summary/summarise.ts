import { once } from '../../grounds.ts'
import { is, stringText } from '../../syntax/node.ts'
import { moduleOf } from '../names.ts'
import { declarationsOf } from './declarations.ts'
import { outlineFor, replacingFor, type Source } from './source.ts'
import type { ModuleSummary } from './summary.ts'

/** What a file says to others, with its tree at hand. */
export const summaryOf: (source: Source) => ModuleSummary = once(summarise)

function summarise(source: Source): ModuleSummary {
  const { bindings, replacements } = source
  const names = declarationsOf(bindings.module, source)
  for (const name of replacements.globals) delete (names as Record<string, unknown>)[name]
  return { names, ...saidBeside(source) }
}

/** What a file says to others beside what its names are. */
export function saidBeside(source: Source): Omit<ModuleSummary, 'names'> {
  const { stars } = outlineFor(source)
  const all = listed(source)
  const { attributes, anyGlobal, anyAttribute } = replacingFor(source)
  return {
    ...(stars.length > 0 && {
      stars: stars.map(star => ({ module: moduleOf(star), at: star.start })),
    }),
    ...(all && { all }),
    ...(attributes.size > 0 && { replaced: [...attributes.keys()] }),
    ...(anyGlobal && { isOpen: true }),
    ...(anyAttribute && { setsAnyAttribute: true }),
  }
}

/** What `__all__` lists; undefined where it is missing, or made in a way that is not followed. */
function listed(source: Source): readonly string[] | undefined {
  const { module } = outlineFor(source)
  const definitions = module.bindings.get('__all__')?.definitions ?? []
  const names: string[] = []
  for (const { site } of definitions) {
    if (!is(site, 'assignment', 'augmented_assignment')) return undefined
    const value = site.children.find(child => child.role === 'right')
    if (!is(value, 'list', 'tuple', 'expression_list')) return undefined
    const texts = value.children.map(stringText)
    if (!texts.every(text => text !== undefined)) return undefined
    names.push(...texts)
  }
  return definitions.length > 0 ? names : undefined
}
