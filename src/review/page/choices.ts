import type { Listed, Safety } from '../protocol.ts'

export type Decision = 'accepted' | 'rejected'

/** Which findings are shown; what is undefined leaves none out. */
export interface Filter {
  readonly safety?: Safety
  readonly pitfall?: string
  /** A folder with all below it, or a file. */
  readonly folder?: string
}

/** What somebody has decided about the fixes so far. */
export interface Choices {
  readonly of: (id: string) => Decision | undefined
  /** Decides about one fix; undefined leaves it open. */
  readonly decide: (id: string, decision: Decision | undefined) => void
  /** Decides about those of many that are open; where none is, about all. */
  readonly decideAll: (findings: readonly Listed[], decision: Decision) => void
  readonly undo: () => void
  readonly canUndo: () => boolean
  /** Forgets what was decided about these; it cannot be undone. */
  readonly forget: (isForgotten: (id: string, decision: Decision) => boolean) => void
}

const MOST_STEPS = 200

export function choices(): Choices {
  let current: ReadonlyMap<string, Decision> = new Map()
  let history: ReadonlyMap<string, Decision>[] = []
  const change = (edit: (next: Map<string, Decision>) => void) => {
    const next = new Map(current)
    edit(next)
    history = [...history.slice(-MOST_STEPS), current]
    current = next
  }
  return {
    of: id => current.get(id),
    decide: (id, decision) =>
      change(next => {
        if (decision) next.set(id, decision)
        else next.delete(id)
      }),
    decideAll: (findings, decision) => {
      const fixes = findings.filter(({ safety }) => safety !== 'manual')
      const open = fixes.filter(({ id }) => !current.has(id))
      change(next => {
        for (const { id } of open.length > 0 ? open : fixes) next.set(id, decision)
      })
    },
    undo: () => {
      current = history.pop() ?? current
    },
    canUndo: () => history.length > 0,
    forget: isForgotten => {
      current = new Map([...current].filter(([id, decision]) => !isForgotten(id, decision)))
      history = []
    },
  }
}

/** Whether a finding is shown. */
export function isShown({ safety, pitfall, path }: Listed, filter: Filter): boolean {
  return (
    (filter.safety === undefined || filter.safety === safety) &&
    (filter.pitfall === undefined || filter.pitfall === pitfall) &&
    (filter.folder === undefined || isBelow(path, filter.folder))
  )
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
