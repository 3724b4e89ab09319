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

/**
 * `request` runs what asks the server, which may fail; `isNeeded` says whether a finding is still in view; `onArrival` is
 * told that some details have come. One request is under way at a time: what has gone by when it ends is not asked for.
 */
export function knownDetails(
  request: (work: () => Promise<void>) => Promise<void>,
  isNeeded: (id: string) => boolean,
  onArrival: () => void,
): KnownDetails {
  let known = new Map<string, Details>()
  let wanted = new Set<string>()
  let isAsking = false
  const ask = async () => {
    isAsking = true
    await Promise.resolve()
    while (wanted.size > 0) {
      const [ids, asked] = [[...wanted].filter(isNeeded), known]
      wanted = new Set()
      await request(async () => {
        for (const each of ids.length > 0 ? await api.details(ids) : []) asked.set(each.id, each)
        onArrival()
      })
    }
    isAsking = false
  }
  return {
    of: id => known.get(id),
    want: id => {
      wanted.add(id)
      if (!isAsking) ask()
    },
    clear: () => {
      known = new Map()
    },
  }
}
