import { readFileSync } from 'node:fs'
import { UsageError } from '../source/usage-error.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import type { Service } from './service.ts'

/** What the command line says of the pull request. */
export interface TargetOptions {
  readonly repository?: string
  readonly pullRequest?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The pull request that the environment of a CI job and the options speak of; undefined where there is no token. Throws
 * `UsageError` where a token is there and the rest is not.
 */
export function serviceFor(env: Environment, options: TargetOptions): Service | undefined {
  if (options.pullRequest !== undefined && !/^[1-9]\d{0,8}$/.test(options.pullRequest))
    throw new UsageError(`--pull-request ${options.pullRequest}: it is no number above 0`)
  if (env.GITLAB_TOKEN && (env.GITLAB_CI || env.CI_MERGE_REQUEST_IID)) return gitlabFor(env, env.GITLAB_TOKEN, options)
  if (env.GITHUB_TOKEN) return githubFor(env, env.GITHUB_TOKEN, options)
  return undefined
}

function gitlabFor(env: Environment, token: string, options: TargetOptions): Service {
  // The pipeline of a fork runs in the fork's project.
  const project = options.repository ?? env.CI_MERGE_REQUEST_PROJECT_ID ?? env.CI_PROJECT_ID
  const number = Number(options.pullRequest ?? (env.CI_MERGE_REQUEST_IID || Number.NaN))
  if (!project) throw new UsageError('there is no CI_MERGE_REQUEST_PROJECT_ID; name the project with --repository')
  if (!(number > 0))
    throw new UsageError(
      'this is no pipeline of a merge request; name one with --pull-request, or print with --dry-run',
    )
  return gitlab({ url: urlFrom(env, 'CI_API_V4_URL', 'https://gitlab.com/api/v4'), token, project, number })
}

function githubFor(env: Environment, token: string, options: TargetOptions): Service {
  const repository = options.repository ?? env.GITHUB_REPOSITORY
  if (!repository)
    throw new UsageError('there is no GITHUB_REPOSITORY; name it with --repository, or print with --dry-run')
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new UsageError(`\`${repository}\` is not owner/name`)
  const number = options.pullRequest === undefined ? numberFrom(env.GITHUB_EVENT_PATH) : Number(options.pullRequest)
  if (number === undefined)
    throw new UsageError('this is no workflow of a pull request; name one with --pull-request, or print with --dry-run')
  return github({ url: urlFrom(env, 'GITHUB_API_URL', 'https://api.github.com'), token, repository, number })
}

function urlFrom(env: Environment, name: string, otherwise: string): string {
  const url = env[name] || otherwise
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new UsageError(`${name} is no address: ${url}`)
  return url.replace(/\/$/, '')
}

/** The number of the pull request in the event that started a workflow. https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
function numberFrom(file: string | undefined): number | undefined {
  if (!file) return undefined
  let event: unknown
  try {
    event = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new UsageError(`${file}: the event of the workflow cannot be read`)
  }
  const { pull_request } = event as { pull_request?: { number?: unknown } }
  return typeof pull_request?.number === 'number' ? pull_request.number : undefined
}
