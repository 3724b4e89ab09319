import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { inPackage } from '../package.ts'
import { HEADERS, refusalOf } from './guard.ts'
import type { Session } from './session.ts'

/** A server that is listening. */
export interface ReviewServer {
  /** With the token behind the `#`, which no browser sends to anybody. */
  readonly url: string
  /** Fulfilled when the reviewer is done, or has been away for long. */
  readonly over: Promise<void>
  readonly close: () => Promise<void>
}

const PAGE = inPackage('dist', 'src', 'review', 'page')
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const LARGEST_BODY = 8 * 1024 * 1024
/** An open page says every few minutes that it is still there. */
const LONGEST_IDLE_MS = 30 * 60_000

/** Serves a review to this machine only; port 0 takes any that is free. Throws what `listen` gives where it is taken. */
export async function serve(session: Session, port: number, idle = LONGEST_IDLE_MS): Promise<ReviewServer> {
  const token = randomBytes(24).toString('base64url')
  const files = pageFiles()
  let end = () => {}
  const over = new Promise<void>(resolve => {
    end = resolve
  })
  let timer: NodeJS.Timeout | undefined
  const stayAwake = () => {
    clearTimeout(timer)
    timer = setTimeout(end, idle)
  }
  // One request that writes at a time: each is to see what the one before it left.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  const routes: Readonly<Record<string, (body: unknown) => Promise<Answer>>> = {
    'GET /api/review': async () => json(200, session.list()),
    'GET /api/alive': async () => json(200, {}),
    'POST /api/details': async body => json(200, session.details(idsOf(body))),
    'POST /api/apply': async body => {
      const result = await inTurn(() => session.apply(idsOf(body)))
      return json('reason' in result ? 409 : 200, result)
    },
    'POST /api/refresh': async () => {
      await inTurn(session.refresh)
      return json(200, session.list())
    },
    'POST /api/done': async () => {
      setImmediate(end)
      return json(200, {})
    },
  }
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const refusal = refusalOf(request, origin, token)
    if (refusal) return json(refusal.status, { reason: refusal.message })
    stayAwake()
    const file = request.method === 'GET' ? files.get(request.url ?? '') : undefined
    if (file) return file
    const route = routes[`${request.method} ${request.url}`]
    if (!route) return json(404, { reason: 'there is nothing here' })
    return route(request.method === 'POST' ? await bodyOf(request) : undefined)
  }
  // Node takes long to load it: only who serves a page has it do so.
  const { createServer } = createRequire(import.meta.url)('node:http') as typeof import('node:http')
  const server = createServer((request, response) => {
    answer(request)
      .catch(error => json(error instanceof BadRequest ? 400 : 500, { reason: String(error.message) }))
      .then(given => send(response, given))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  stayAwake()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    clearTimeout(timer)
    server.closeIdleConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { url: `${origin}/#${token}`, over, close }
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly content: string | Buffer
}

class BadRequest extends Error {}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', content: JSON.stringify(value) }
}

function send(response: ServerResponse, { status, type, content }: Answer): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type, connection: 'close' }).end(content)
}

/** The page's own files by the path of their URL: no path of a request ever names a file. */
function pageFiles(): ReadonlyMap<string, Answer> {
  const files = new Map<string, Answer>()
  for (const name of readdirSync(PAGE)) {
    const type = TYPES[path.extname(name)]
    if (!type) continue
    const content = readFileSync(path.join(PAGE, name))
    files.set(name === 'index.html' ? '/' : `/${name}`, { status: 200, type, content })
  }
  return files
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > LARGEST_BODY) throw new BadRequest('it is too large')
    chunks.push(chunk as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new BadRequest('it is not JSON')
  }
}

function idsOf(body: unknown): string[] {
  const ids = typeof body === 'object' && body !== null && 'ids' in body ? body.ids : undefined
  if (!Array.isArray(ids) || !ids.every(id => typeof id === 'string')) throw new BadRequest('it names no findings')
  return ids
}
