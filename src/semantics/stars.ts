import { starExports } from '../knowledge/python-names.ts'
import type { Node } from '../syntax/node.ts'
import type { Model } from './model.ts'
import { moduleOf as moduleNameOf } from './names.ts'
import { starBrings as brings } from './types/names.ts'
import { moduleOf } from './types/root.ts'

/** Whether a star import binds a name; undefined where its module is not known through and through. */
export function starBrings(star: Node<'import_from_statement'>, name: string, from: Model): boolean | undefined {
  const dotted = moduleNameOf(star)
  const table = starExports.get(dotted)
  return table ? table.has(name) : brings(name, dotted, moduleOf(from))
}
