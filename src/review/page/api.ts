/// <reference lib="dom" />
import type { Applied, Details, Listing, Refused } from '../protocol.ts'

const STORED = 'aiomend-token'
const ALIVE_MS = 5 * 60_000

/** What the server says where it does not do what it is asked. */
export class ServerError extends Error {
  readonly refused: Partial<Refused>

  constructor(refused: Partial<Refused>) {
    super(refused.reason ?? 'the server gave no reason')
    this.refused = refused
  }
}

/** Takes the token out of the address, where it would stay in the history; a reload finds it in this tab's storage. */
function takeToken(): string {
  const given = location.hash.slice(1)
  if (given) {
    sessionStorage.setItem(STORED, given)
    history.replaceState(null, '', location.pathname)
  }
  return given || (sessionStorage.getItem(STORED) ?? '')
}

const token = takeToken()

async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: { 'x-aiomend-token': token, ...(method === 'POST' && { 'content-type': 'application/json' }) },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new ServerError({ reason: 'The server has ended. Run `aiomend review` again; nothing else was written.' })
  }
  const value = await response.json()
  if (!response.ok) throw new ServerError(value)
  return value as T
}

export const api = {
  list: () => ask<Listing>('GET', 'review'),
  details: (ids: readonly string[]) => ask<Details[]>('POST', 'details', { ids }),
  apply: (ids: readonly string[]) => ask<Applied>('POST', 'apply', { ids }),
  refresh: () => ask<Listing>('POST', 'refresh', {}),
  done: () => ask<unknown>('POST', 'done', {}),
}

/** Tells the server now and then that somebody has the page open. */
export function stayAlive(): void {
  setInterval(() => ask('GET', 'alive').catch(() => undefined), ALIVE_MS)
}
