import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { unifiedDiff } from '../../src/report/diff.ts'
import { fileDiff } from '../../src/suggest/pull-diff.ts'
import type { Files } from './files.ts'

interface Note {
  readonly id: number
  readonly body: string
  readonly system: boolean
  readonly author: { readonly id: number }
  resolved: boolean
  position: Position
}

interface Position {
  readonly position_type: string
  readonly base_sha: string
  readonly start_sha: string
  head_sha: string
  readonly new_path: string
  readonly old_path: string
  readonly new_line: number
  readonly old_line?: number
}

interface Answer {
  readonly status: number
  readonly body?: unknown
}

const BOT = { id: 5 }
const ADDRESS = '/api/v4/projects/shop%2Forders/merge_requests/7'

/** One merge request of GitLab, with the rules that its API has for discussions on lines. */
export class FakeGitLab {
  readonly token = 'glpat-s3cret'
  readonly notes: string[] = []
  readonly log: string[] = []
  discussions: { readonly id: string; readonly notes: Note[] }[] = []
  /** How many discussions are still taken. */
  room = 1000
  head = 'a'.repeat(40)
  files: Files
  readonly #base: Files
  readonly #server: Server
  #ids = 0

  constructor(base: Files, files: Files) {
    this.#base = base
    this.files = files
    this.#server = createServer((request, response) => {
      this.#answer(request).then(({ status, body }) =>
        response.writeHead(status, { 'ratelimit-remaining': '9' }).end(body === undefined ? '' : JSON.stringify(body)),
      )
    })
  }

  async listen(): Promise<void> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done))
  }

  async close(): Promise<void> {
    await new Promise(done => this.#server.close(done))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v4`
  }

  /** Pushes a commit: notes go with it whose lines it keeps, which the test says. */
  push(files: Files, keeps: (line: number) => boolean): void {
    this.files = files
    this.head = `${this.head.slice(1)}b`
    for (const { notes } of this.discussions) {
      for (const { position } of notes) if (keeps(position.new_line)) position.head_sha = this.head
    }
  }

  /** Adds a note of somebody else to a discussion, or one of GitLab's own. */
  reply(at: number, system = false): void {
    const notes = this.discussions[at]?.notes
    const [first] = notes ?? []
    if (first) notes?.push({ ...first, id: ++this.#ids, body: 'Not here.', author: { id: 8 }, system })
  }

  get #refs() {
    return { base_sha: 'b'.repeat(40), start_sha: 'c'.repeat(40), head_sha: this.head }
  }

  get #diffs() {
    return Object.entries(this.files)
      .filter(([name, text]) => text !== this.#base[name])
      .map(([name, text]) => ({
        ...{ new_path: name, old_path: name },
        diff: unifiedDiff(name, this.#base[name] ?? '', text).body,
      }))
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const { method = '', url = '', headers } = request
    this.log.push(`${method} ${url}`)
    if (headers['private-token'] !== this.token) return { status: 401, body: { message: '401 Unauthorized' } }
    const [address, query] = url.split('?')
    const isFirst = new URLSearchParams(query).get('page') === '1'
    const body = text ? JSON.parse(text) : undefined
    switch (`${method} ${address?.replace(ADDRESS, '')}`) {
      case 'GET /api/v4/user':
        return { status: 200, body: BOT }
      case 'GET ':
        return { status: 200, body: { diff_refs: this.#refs } }
      case 'GET /diffs':
        return { status: 200, body: isFirst ? this.#diffs : [] }
      case 'GET /discussions':
        return { status: 200, body: isFirst ? this.discussions : [] }
      case 'POST /discussions':
        return this.#discuss(body)
      case 'POST /notes':
        this.notes.push(body.body)
        return { status: 201, body: {} }
      default:
        return this.#delete(method, address ?? '')
    }
  }

  /** A position names the line as it is now, and as it was where it was there; a new line has no number before. */
  #discuss({ body, position }: { body: string; position: Position }): Answer {
    const diff = this.#diffs.find(({ new_path }) => new_path === position.new_path)
    const hunks = diff ? fileDiff(diff.new_path, diff.old_path, diff.diff).hunks : []
    const line = hunks
      .flatMap(hunk => hunk.lines.map((each, at) => ({ ...each, number: hunk.first + at })))
      .find(({ number }) => number === position.new_line)
    const refs = Object.entries(this.#refs).every(([name, sha]) => position[name as keyof Position] === sha)
    const isRight = line && line.old === position.old_line && refs && position.position_type === 'text'
    if (!isRight || this.room-- <= 0)
      return { status: 400, body: { message: '400 Bad request - Note {:line_code=>["can\'t be blank"]}' } }
    const note = { id: ++this.#ids, body, system: false, author: BOT, resolved: false, position }
    this.discussions.push({ id: `d${this.#ids}`, notes: [note] })
    return { status: 201, body: {} }
  }

  #delete(method: string, address: string): Answer {
    const [, id, note] = /\/discussions\/(\w+)\/notes\/(\d+)$/.exec(address) ?? []
    const discussion = this.discussions.find(each => each.id === id && String(each.notes[0]?.id) === note)
    if (method !== 'DELETE' || !discussion) return { status: 404, body: { message: '404 Not Found' } }
    this.discussions = this.discussions.filter(each => each !== discussion)
    return { status: 204 }
  }
}
