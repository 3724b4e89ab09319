import { UsageError } from '../source/usage-error.ts'
import { type Draft, namesIn } from './body.ts'
import type { Posted } from './plan.ts'
import { pullDiff } from './pull-diff.ts'
import { type Api, parsed, reasonIn, request, requestAll } from './request.ts'
import type { Pull, Service } from './service.ts'

/** Where a pull request is. */
export interface GitHubPull extends Pick<Api, 'url' | 'token' | 'wait'> {
  /** `owner/name`. */
  readonly repository: string
  readonly number: number
}

interface Comment {
  readonly id: number
  readonly node_id: string
  readonly body: string
  readonly user: { readonly login: string } | null
  /** Null where the line is gone. */
  readonly line?: number | null
  readonly in_reply_to_id?: number
}

/** A pull request of GitHub or GitHub Enterprise. https://docs.github.com/en/rest/pulls */
export function github({ repository, number, url, token, wait }: GitHubPull): Service {
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' }
  const api: Api = { name: 'GitHub', url, token, headers, ...(wait && { wait }) }
  const pulls = `/repos/${repository}/pulls`
  const own = `${pulls}/${number}`
  return {
    name: api.name,
    fence: () => 'suggestion',

    async pull() {
      const { text } = await request(api, 'GET', own)
      const { head } = parsed<{ head: { sha: string } }>(api, text)
      const diff = await request(api, 'GET', own, { accept: 'application/vnd.github.v3.diff', expect: [406] })
      return { head: head.sha, ...(diff.status !== 406 && { diff: pullDiff(diff.text) }) }
    },

    async comments() {
      const [{ viewer, resolved }, comments] = [
        await threadsOf(api, repository, number),
        await requestAll<Comment>(api, `${own}/comments`),
      ]
      const answered = new Set(comments.map(comment => comment.in_reply_to_id))
      return comments.flatMap(({ id, node_id, body, user, line, in_reply_to_id }) => {
        const names = namesIn(body)
        if (!names || user?.login !== viewer || in_reply_to_id !== undefined) return []
        const isSettled = answered.has(id) || resolved.has(node_id)
        return [{ ...names, id: String(id), isCurrent: typeof line === 'number', isSettled }]
      })
    },

    async post({ head }: Pull, drafts, summary) {
      const review = { commit_id: head, event: 'COMMENT', body: summary, comments: drafts.map(commentOf) }
      const { status, text } = await request(api, 'POST', `${own}/reviews`, { body: review, expect: [422] })
      return status === 422 ? reasonIn(text, token) : undefined
    },

    async remove({ id }: Posted) {
      await request(api, 'DELETE', `${pulls}/comments/${id}`, { expect: [404] })
    },
  }
}

/** A suggestion replaces the lines of its comment; one on a single line must not name where it starts. */
function commentOf({ file, first, last, body }: Draft) {
  const range = first < last ? { start_line: first, start_side: 'RIGHT' } : {}
  return { path: file.path, body, line: last, side: 'RIGHT', ...range }
}

const THREADS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        nodes { isResolved comments(first: 1) { nodes { id } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

interface Threads {
  readonly data?: {
    readonly viewer: { readonly login: string }
    readonly repository: {
      readonly pullRequest: {
        readonly reviewThreads: {
          readonly nodes: readonly {
            readonly isResolved: boolean
            readonly comments: { readonly nodes: readonly { readonly id: string }[] }
          }[]
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
        }
      } | null
    } | null
  }
}

/** Who the token speaks for, and the first comments of threads that someone called resolved: REST tells neither to a workflow. */
async function threadsOf(api: Api, repository: string, number: number) {
  const [owner, name] = repository.split('/')
  // https://docs.github.com/en/enterprise-server@latest/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
  const endpoint = { ...api, url: api.url.replace(/\/v3$/, '') }
  const resolved = new Set<string>()
  for (let after: string | null = null; ; ) {
    const variables = { owner, name, number, after }
    const answer = await request(endpoint, 'POST', '/graphql', { body: { query: THREADS, variables } })
    const { data } = parsed<Threads>(api, answer.text)
    const threads = data?.repository?.pullRequest?.reviewThreads
    if (!data || !threads) throw new UsageError(`GitHub: the token may not read ${repository}#${number}`)
    for (const { isResolved, comments } of threads.nodes) {
      for (const { id } of isResolved ? comments.nodes : []) resolved.add(id)
    }
    if (!threads.pageInfo.hasNextPage) return { viewer: data.viewer.login, resolved }
    after = threads.pageInfo.endCursor
  }
}
