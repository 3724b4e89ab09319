import { once } from '../../grounds.ts'
import type { FunctionEntity } from './entities.ts'
import { qualifiedName, symbolOf } from './symbols.ts'

const NONE: readonly (string | undefined)[] = []

/** The qualified names of a function's decorators, as they are written: undefined for a call, and for what is not known. */
export function decoratorNames(entity: FunctionEntity): readonly (string | undefined)[] {
  return entity.summary.decorators ? found(entity) : NONE
}

const found = once(({ summary, around }: FunctionEntity): readonly (string | undefined)[] =>
  (summary.decorators ?? []).map(each => qualifiedName(symbolOf(each, around))),
)
