import { setTimeout } from 'node:timers/promises'
import { UsageError } from '../source/usage-error.ts'
import { fetchByProxy } from './proxy.ts'

/** A service that is spoken to by HTTP and JSON. */
export interface Api {
  /** Its name in messages. */
  readonly name: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** It appears in no message. */
  readonly token: string
  /** Waits some seconds. */
  readonly wait?: (seconds: number) => Promise<unknown>
}

export interface Call {
  readonly body?: unknown
  readonly accept?: string
  /** Statuses besides success that the caller knows what to do about. */
  readonly expect?: readonly number[]
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Who has to wait longer had better come again. */
const LONGEST_WAIT = 300
const MOST_TRIES = 4
/** What GitHub asks for where a secondary limit names no time. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately */
const DEFAULT_WAIT = 60

/**
 * Makes one request, again where a limit of its rate or a passing failure asks for that; what creates something is not
 * repeated after a failure, for it may have been done. Throws `UsageError` where there is no success in the end.
 */
export async function request(api: Api, method: string, path: string, call: Call = {}): Promise<Answer> {
  const wait = api.wait ?? ((seconds: number) => setTimeout(seconds * 1000))
  for (let tries = 1; ; tries++) {
    const answer = await send(api, method, path, call)
    const { status, text } = answer
    // GitHub says this of what comes too fast, as of what it cannot take.
    const isHasty = status === 422 && /submitted too quickly/i.test(text)
    if (!isHasty && ((status >= 200 && status < 300) || call.expect?.includes(status))) return { status, text }
    const pause = isHasty ? DEFAULT_WAIT : pauseFor(answer, method, tries)
    if (pause === undefined || tries === MOST_TRIES) throw failure(api, method, path, answer)
    if (pause > LONGEST_WAIT) {
      throw new UsageError(`${api.name} allows no more requests for ${pause} seconds (rate limit); run it again then`)
    }
    await wait(pause)
  }
}

/** All items of a list that comes in pages of a hundred. */
export async function requestAll<Item>(api: Api, path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let page = 1; ; page++) {
    const { text } = await request(api, 'GET', `${path}?per_page=100&page=${page}`)
    const more = parsed<Item[]>(api, text)
    items.push(...more)
    if (more.length < 100) return items
  }
}

/** The JSON of an answer, whose form the service answers for. */
export function parsed<Value>(api: Api, text: string): Value {
  try {
    return JSON.parse(text) as Value
  } catch {
    throw new UsageError(`${api.name}: ${api.url} gave an answer that is not JSON`)
  }
}

interface Received extends Answer {
  readonly headers: Pick<Headers, 'get' | 'has'>
}

async function send({ name, url, headers, token }: Api, method: string, path: string, call: Call): Promise<Received> {
  const { body, accept = 'application/json' } = call
  try {
    const response = await fetchByProxy(`${url}${path}`, {
      method,
      headers: {
        ...headers,
        accept,
        'user-agent': 'aiomend',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(60_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text(), headers: response.headers }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { cause, message } = error as Error
    const reason = cause instanceof Error && cause.message ? cause.message : message
    throw new UsageError(`${name}: ${method} ${url}${path}: ${oneLine(reason, token)}`)
  }
}

/** How many seconds to wait before the next try; undefined where that would not help. */
function pauseFor({ status, text, headers }: Received, method: string, tries: number): number | undefined {
  if (status >= 500) return method === 'POST' ? undefined : 2 ** tries
  const isSpent = headers.get('x-ratelimit-remaining') === '0'
  if (status !== 429 && !(status === 403 && (isSpent || headers.has('retry-after') || /rate limit/i.test(text))))
    return undefined
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (after >= 0) return after
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? Number.NaN)
  const isReset = isSpent || headers.get('ratelimit-remaining') === '0'
  return isReset && reset > 0 ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : DEFAULT_WAIT
}

function failure({ name, url, token }: Api, method: string, path: string, { status, text }: Received): UsageError {
  const advice: Readonly<Record<number, string>> = {
    401: '; it does not know the token',
    403: '; the token may not do that, as one for a pull request from a fork may only read',
    404: '; there is none, or the token may not see it',
  }
  const said = reasonIn(text, token)
  return new UsageError(`${name}: ${method} ${url}${path}: ${status}${said && ` ${said}`}${advice[status] ?? ''}`)
}

/** What a service says went wrong, in one line. */
export function reasonIn(text: string, token: string): string {
  return oneLine(messageIn(text), token)
}

function messageIn(text: string): string {
  try {
    const { message, error, errors } = JSON.parse(text) as Record<string, unknown>
    return [message ?? error, errors]
      .filter(Boolean)
      .map(said => (typeof said === 'string' ? said : JSON.stringify(said)))
      .join(' ')
  } catch {
    return ''
  }
}

function oneLine(text: string, token: string): string {
  return text.replaceAll(token, '***').replace(/\s+/g, ' ').slice(0, 500)
}
