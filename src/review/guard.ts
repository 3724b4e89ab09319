import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 415
  readonly message: string
}

/** The header that carries the token: a page of another origin cannot set it unasked. */
const TOKEN_HEADER = 'x-aiomend-token'

/** What is said with every answer: nothing but this server's own files is loaded or run, framed or kept. */
export const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Why a request is not answered, if it is not: it must come from the page itself, which alone knows the token. */
export function refusalOf({ headers, method, url = '' }: IncomingMessage, origin: string, token: string) {
  const refusal = (status: Refusal['status'], message: string): Refusal => ({ status, message })
  // A name that somebody else's DNS points to this machine would make their page one of ours.
  if (headers.host !== new URL(origin).host) return refusal(403, 'this is not the host that was asked for')
  if (headers.origin !== undefined && headers.origin !== origin) return refusal(403, 'another origin may not ask')
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return refusal(403, 'another site may not ask')
  if (!url.startsWith('/api/')) return method === 'GET' ? undefined : refusal(405, 'it can only be read')
  const given = headers[TOKEN_HEADER]
  if (!timingSafeEqual(hash(String(given ?? '')), hash(token))) return refusal(401, 'the token is missing or wrong')
  if (method === 'GET') return undefined
  if (method !== 'POST') return refusal(405, 'it can only be read, or posted to')
  // What a form of another origin can send is never JSON.
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) return refusal(415, 'it takes JSON only')
  return undefined
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
