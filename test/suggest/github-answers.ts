/** An answer of the API as it is sent. */
export interface Canned {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A comment on a pull request, with what the API does not say of it. */
export interface Comment {
  id: number
  path: string
  body: string
  login: string
  start: number
  line: number | null
  replyTo?: number
  isResolved: boolean
}

/** Who posts the comments of a workflow. */
export const BOT = 'github-actions[bot]'

/** A comment as the API describes it. */
export function described({ id, path, body, login, start, line, replyTo }: Comment) {
  const page = `https://github.com/shop/orders/pull/7#discussion_r${id}`
  const link = (href: string) => ({ href })
  return {
    ...{ id, node_id: `PRRC_${id}`, url: page, html_url: page, pull_request_url: page, path, body, diff_hunk: '' },
    ...{ pull_request_review_id: 1, commit_id: 'c', original_commit_id: 'c', author_association: 'NONE' },
    ...{ created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', side: 'RIGHT' },
    _links: { self: link(page), html: link(page), pull_request: link(page) },
    user: userOf(login),
    // GitHub says null for the line of an outdated comment, though its description knows integers only.
    ...(line !== null && { line }),
    ...(line !== null && start < line && { start_line: start }),
    ...(replyTo !== undefined && { in_reply_to_id: replyTo }),
  }
}

function userOf(login: string) {
  const url = `https://api.github.com/users/x`
  const urls = ['avatar_url', 'url', 'html_url', 'followers_url', 'following_url', 'gists_url', 'starred_url']
  const more = ['subscriptions_url', 'organizations_url', 'repos_url', 'events_url', 'received_events_url']
  const links = Object.fromEntries([...urls, ...more].map(name => [name, url]))
  return { ...links, login, id: 1, node_id: 'U', gravatar_id: '', type: 'Bot', site_admin: false }
}

/** The answer to what could be done. */
export function ok(body: unknown): Canned {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The answer to what could not be done. */
export function failed(status: number, message: string): Canned {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
}
