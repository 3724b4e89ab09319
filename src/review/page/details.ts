/// <reference lib="dom" />
import type { Details } from '../protocol.ts'
import { api } from './api.ts'

/** The details that have come from the server. */
export interface KnownDetails {
  readonly of: (id: string) => Details | undefined
  /** Asks for those of a finding, together with the others that come into view at the same time. */
  readonly want: (id: string) => void
  readonly clear: () => void
}

/** `request` runs what asks the server, which may fail; `onArrival` is told that some have come. */
export function knownDetails(request: (work: () => Promise<void>) => void, onArrival: () => void): KnownDetails {
  let known = new Map<string, Details>()
  let wanted: string[] = []
  return {
    of: id => known.get(id),
    want: id => {
      wanted.push(id)
      if (wanted.length > 1) return
      queueMicrotask(() =>
        request(async () => {
          const [ids, asked] = [wanted, known]
          wanted = []
          for (const each of await api.details(ids)) asked.set(each.id, each)
          onArrival()
        }),
      )
    },
    clear: () => {
      known = new Map()
    },
  }
}
