import { type Draft, namesIn } from './body.ts'
import type { Posted } from './plan.ts'
import { fileDiff } from './pull-diff.ts'
import { type Api, parsed, reasonIn, request, requestAll } from './request.ts'
import type { Pull, Service } from './service.ts'

/** Where a merge request is. */
export interface GitLabMerge extends Pick<Api, 'url' | 'token' | 'wait'> {
  /** The number of the project, or its path. */
  readonly project: string
  readonly number: number
}

interface Diff {
  readonly new_path: string
  readonly old_path: string
  readonly diff: string
}

interface Discussion {
  readonly id: string
  readonly notes: readonly {
    readonly id: number
    readonly body: string
    readonly system: boolean
    readonly author: { readonly id: number }
    readonly resolved?: boolean
    readonly position?: { readonly head_sha: string } | null
  }[]
}

/** A merge request of GitLab; each comment is a discussion of its own. https://docs.gitlab.com/api/discussions/#merge-requests */
export function gitlab({ project, number, url, token, wait }: GitLabMerge): Service {
  const api: Api = { name: 'GitLab', url, token, headers: { 'private-token': token }, ...(wait && { wait }) }
  const own = `/projects/${encodeURIComponent(project)}/merge_requests/${number}`
  return {
    name: api.name,
    fence: lines => `suggestion:-0+${lines - 1}`,

    async pull() {
      const { text } = await request(api, 'GET', own)
      const { diff_refs } = parsed<{ diff_refs: Record<string, string> }>(api, text)
      const diffs = await requestAll<Diff>(api, `${own}/diffs`)
      const files = diffs.map(({ new_path, old_path, diff }) => fileDiff(new_path, old_path, diff))
      return {
        head: diff_refs.head_sha ?? '',
        refs: diff_refs,
        diff: new Map(files.map(file => [file.path, file])),
      }
    },

    async comments({ head }: Pull) {
      const user = parsed<{ id: number }>(api, (await request(api, 'GET', '/user')).text)
      const discussions = await requestAll<Discussion>(api, `${own}/discussions`)
      return discussions.flatMap(({ id, notes: [first, ...others] }) => {
        const names = first && namesIn(first.body)
        if (!names || first.author.id !== user.id) return []
        // A note moves to the newest commit as long as its line is there.
        const isCurrent = first.position?.head_sha === head
        const isSettled = first.resolved === true || others.some(note => !note.system)
        return [{ ...names, id: `${id}/notes/${first.id}`, isCurrent, isSettled }]
      })
    },

    async post({ refs }: Pull, drafts, summary) {
      for (const draft of drafts) {
        const body = { body: draft.body, position: { ...refs, ...positionOf(draft) } }
        const { status, text } = await request(api, 'POST', `${own}/discussions`, { body, expect: [400] })
        if (status === 400) return reasonIn(text, token)
      }
      if (summary.includes('\n')) await request(api, 'POST', `${own}/notes`, { body: { body: summary } })
      return undefined
    },

    async remove({ id }: Posted) {
      await request(api, 'DELETE', `${own}/discussions/${id}`, { expect: [404] })
    },
  }
}

/** The first of the lines, by its number now and, where it is not new, by the one before. */
function positionOf({ file, first }: Draft) {
  const line = file.hunks
    .flatMap(hunk => hunk.lines.map((each, at) => ({ ...each, number: hunk.first + at })))
    .find(each => each.number === first)
  const before = line?.old === undefined ? {} : { old_line: line.old }
  return { position_type: 'text', new_path: file.path, old_path: file.oldPath, new_line: first, ...before }
}
