import { afterEach } from 'vitest'
import type { Sandbox } from '../command-line/sandbox.ts'
import { Review } from './server.ts'

/** The reviews that a test begins in a sandbox, which end with it. */
export class OpenReviews {
  readonly #sandbox: Sandbox
  readonly #open: Review[] = []

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
    afterEach(async () => {
      await Promise.all(this.#open.splice(0).map(review => review.end()))
    })
  }

  readonly reviewOf = async (...args: string[]): Promise<Review> => {
    const review = await Review.of(this.#sandbox.folder, ...args)
    this.#open.push(review)
    return review
  }
}
