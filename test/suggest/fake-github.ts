import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { unifiedDiff } from '../../src/report/diff.ts'
import { hunkWith, pullDiff } from '../../src/suggest/pull-diff.ts'
import { mistakesIn, operationOf } from './contract.ts'
import { applied, type Files, movedTo } from './files.ts'
import { BOT, type Canned, type Comment, described, failed, ok } from './github-answers.ts'

interface DraftComment {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly start_line?: number
  readonly side?: string
  readonly start_side?: string
}

/** One pull request of GitHub, with the rules that its API has for comments. */
export class FakeGitHub {
  readonly token = 'ghs_s3cretT0ken'
  /** `METHOD /path` of all requests. */
  readonly log: string[] = []
  readonly reviews: { readonly body: string; readonly comments: readonly DraftComment[] }[] = []
  comments: Comment[] = []
  /** Answers that are given before any other, each once, to requests that the pattern names. */
  canned: (Canned & { readonly to: RegExp })[] = []
  isReadOnly = false
  isTooLarge = false
  head = 'a'.repeat(40)
  #ids = 2 ** 31
  readonly #base: Files
  #files: Files
  readonly #server: Server

  constructor(base: Files, files: Files) {
    this.#base = base
    this.#files = files
    this.#server = createServer((request, response) => {
      this.#answer(request)
        .catch(
          (error: Error): Canned => ({ status: 500, body: JSON.stringify({ message: `CONTRACT ${error.message}` }) }),
        )
        .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
    })
  }

  async listen(): Promise<void> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done))
  }

  async close(): Promise<void> {
    await new Promise(done => this.#server.close(done))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3`
  }

  get diff(): string {
    return Object.entries(this.#files)
      .filter(([name, text]) => text !== this.#base[name])
      .map(([name, text]) => unifiedDiff(name, this.#base[name] ?? '', text))
      .map(({ head, body }) => head + body)
      .join('')
  }

  get files(): Files {
    return this.#files
  }

  /** Pushes a commit: comments go with their lines, or are outdated where those have changed. */
  push(files: Files): void {
    for (const comment of this.comments) {
      if (comment.line === null) continue
      const [before, after] = [this.#files, files].map(each => (each[comment.path] ?? '').split('\n'))
      const length = comment.line - comment.start
      const start = movedTo(comment.start, comment.line, before ?? [], after ?? [])
      comment.line = start === undefined ? null : start + length
      comment.start = start ?? comment.start
    }
    this.#files = files
    this.head = `${this.head.slice(1)}b`
  }

  /** Does what the button of a suggestion does. */
  apply(comment: Comment): void {
    if (comment.line === null) throw new Error('the suggestion is outdated')
    const text = applied(this.#files[comment.path] ?? '', comment.body, comment.start, comment.line)
    this.push({ ...this.#files, [comment.path]: text })
  }

  reply(to: Comment, login = 'maintainer'): void {
    this.comments.push({ ...to, id: ++this.#ids, login, body: 'Not here.', replyTo: to.id })
  }

  async #answer(request: IncomingMessage): Promise<Canned> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const body = text ? JSON.parse(text) : undefined
    const { method = '', url = '', headers } = request
    this.log.push(`${method} ${url}`)
    const canned = this.canned.find(({ to }) => to.test(`${method} ${url}`))
    if (canned) {
      this.canned.splice(this.canned.indexOf(canned), 1)
      return canned
    }
    if (headers.authorization !== `Bearer ${this.token}`) return failed(401, 'Bad credentials')
    if (headers['x-github-api-version'] !== '2022-11-28' || !headers['user-agent']) return failed(400, 'no version')
    if (url === '/api/graphql') return ok(this.#threads())
    const { id, parameters } = operationOf(method, new URL(url.replace(/^\/api\/v3/, ''), 'http://fake'), body)
    if (parameters.owner !== 'shop' || parameters.repo !== 'orders') return failed(404, 'Not Found')
    if (this.isReadOnly && method !== 'GET') return failed(403, 'Resource not accessible by integration')
    switch (id) {
      case 'pulls/get':
        if (!/diff/.test(headers.accept ?? '')) return ok({ number: 7, head: { sha: this.head } })
        if (this.isTooLarge) return failed(406, 'Sorry, the diff exceeded the maximum number of lines (20000)')
        return { status: 200, body: this.diff }
      case 'pulls/list-review-comments':
        return this.#list(new URL(url, 'http://fake').searchParams)
      case 'pulls/create-review':
        return this.#review(body)
      default:
        return this.#delete(Number(parameters.comment_id))
    }
  }

  #list(query: URLSearchParams): Canned {
    const size = Number(query.get('per_page') ?? 30)
    const page = Number(query.get('page') ?? 1)
    const listed = this.comments.map(described).slice((page - 1) * size, page * size)
    const mistakes = mistakesIn(listed)
    if (mistakes) throw new Error(mistakes)
    return ok(listed)
  }

  /** All of a review is taken, or nothing, and it is not said which comment was wrong. */
  #review(review: { commit_id?: string; event?: string; body?: string; comments?: DraftComment[] }): Canned {
    const { commit_id, event, body = '', comments = [] } = review
    const diff = pullDiff(this.diff)
    const isWrong = ({ path, line = 0, start_line, side, start_side, body }: DraftComment) => {
      if (side !== 'RIGHT' || body.length > 65_536) return true
      if (start_line !== undefined && (start_line >= line || start_side !== 'RIGHT')) return true
      return !hunkWith(diff.get(path)?.hunks ?? [], start_line ?? line, line)
    }
    if (event !== 'COMMENT' || body === '' || commit_id !== this.head || comments.some(isWrong))
      return failed(422, 'Unprocessable Entity')
    if (comments.length > 30) return failed(403, 'You have exceeded a secondary rate limit')
    this.reviews.push({ body, comments })
    for (const { path, body, line = 0, start_line = line } of comments)
      this.comments.push({ id: ++this.#ids, path, body, login: BOT, start: start_line, line, isResolved: false })
    return ok({ id: this.reviews.length })
  }

  #delete(id: number): Canned {
    const comment = this.comments.find(each => each.id === id)
    if (!comment) return failed(404, 'Not Found')
    if (comment.login !== BOT) return failed(403, 'Must have admin rights to Repository.')
    this.comments = this.comments.filter(each => each !== comment)
    return { status: 204 }
  }

  #threads() {
    const nodes = this.comments
      .filter(({ replyTo }) => replyTo === undefined)
      .map(({ id, isResolved }) => ({ isResolved, comments: { nodes: [{ id: `PRRC_${id}` }] } }))
    const reviewThreads = { nodes, pageInfo: { hasNextPage: false, endCursor: null } }
    return { data: { viewer: { login: BOT }, repository: { pullRequest: { reviewThreads } } } }
  }
}
