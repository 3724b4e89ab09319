import { type ChildProcess, spawn } from 'node:child_process'
import { request } from 'node:http'
import type { Applied, Details, Listing, Refused } from '../../src/review/protocol.ts'
import { bin } from '../command-line/sandbox.ts'

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A review that the built command line serves, and what it answers. */
export class Review {
  readonly url: string
  readonly origin: string
  readonly token: string
  readonly #process: ChildProcess
  readonly #ended: Promise<number | null>

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.origin = new URL(url).origin
    this.token = new URL(url).hash.slice(1)
    this.#process = child
    this.#ended = new Promise(resolve => child.on('close', resolve))
  }

  static async of(folder: string, ...args: readonly string[]): Promise<Review> {
    const child = spawn(process.execPath, [bin, 'review', '--no-open', ...args], { cwd: folder })
    const url = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stdout.on('data', chunk => {
        said += chunk
        const [address] = /http:\S+/.exec(said) ?? []
        if (address) resolve(address)
      })
      child.on('close', () => reject(new Error(`it ended: ${said}`)))
    })
    return new Review(url, child)
  }

  /** What the server answers to a request as it is given, without a token unless that is among the headers. */
  readonly ask = (path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(`${this.origin}`, { method, path, headers }, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: response.statusCode, headers: response.headers, text })
        })
      })
      sent.on('error', reject)
      sent.end(typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body))
    })

  /** The headers that the page sends. */
  get ours(): Record<string, string> {
    return { 'x-aiomend-token': this.token, 'content-type': 'application/json' }
  }

  readonly list = async (): Promise<Listing> => {
    return JSON.parse((await this.ask('/api/review', { headers: this.ours })).text)
  }

  async details(...ids: string[]): Promise<Details[]> {
    return JSON.parse((await this.ask('/api/details', { method: 'POST', headers: this.ours, body: { ids } })).text)
  }

  async apply(...ids: string[]): Promise<{ status: number | undefined } & Partial<Applied & Refused>> {
    const { status, text } = await this.ask('/api/apply', { method: 'POST', headers: this.ours, body: { ids } })
    return { status, ...JSON.parse(text) }
  }

  async refresh(): Promise<Listing> {
    return JSON.parse((await this.ask('/api/refresh', { method: 'POST', headers: this.ours, body: {} })).text)
  }

  /** Ends it as Ctrl-C does, and gives its exit code. */
  readonly end = (): Promise<number | null> => {
    this.#process.kill('SIGINT')
    return this.#ended
  }

  /** The exit code, once it has ended by itself. */
  get ended(): Promise<number | null> {
    return this.#ended
  }
}
