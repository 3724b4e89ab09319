import { afterEach, beforeEach } from 'vitest'
import { github } from '../../src/suggest/github.ts'
import { publish } from '../../src/suggest/publish.ts'
import { FakeGitHub } from './fake-github.ts'
import type { Files } from './files.ts'
import { BASE, CHANGED, materialOf } from './material.ts'

/** A new pull request of GitHub for each test of a file, and what it takes to publish to it. */
export class PullRequest {
  fake!: FakeGitHub
  /** How many seconds each wait took. */
  waited: number[] = []

  constructor() {
    beforeEach(async () => {
      this.waited = []
      await this.start(BASE, CHANGED)
    })
    afterEach(() => this.fake.close())
  }

  readonly start = async (base: Files, files: Files): Promise<void> => {
    this.fake = new FakeGitHub(base, files)
    await this.fake.listen()
  }

  readonly run = (files = this.fake.files, token = this.fake.token): Promise<unknown> => {
    const wait = async (seconds: number) => void this.waited.push(seconds)
    return publish(github({ url: this.fake.url, token, repository: 'shop/orders', number: 7, wait }), materialOf(files))
  }

  readonly writes = () => this.fake.log.filter(line => /^(POST .*reviews|DELETE)/.test(line))
}
