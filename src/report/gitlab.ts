import type { Format } from './format.ts'
import type { Reported } from './report.ts'
import { fromRoot } from './root.ts'

/** GitLab's code quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlab: Format = {
  end({ findings }) {
    const seen = new Map<string, number>()
    return `${JSON.stringify(
      findings.map(finding => issue(finding, seen)),
      undefined,
      2,
    )}\n`
  },
}

const SEVERITY = { error: 'major', warning: 'minor', note: 'info' } as const

function issue(finding: Reported, seen: Map<string, number>) {
  const { transform, message, level, path, line, column, endLine, endColumn } = finding
  return {
    check_name: transform,
    description: `${transform}: ${message}`,
    severity: SEVERITY[level],
    fingerprint: unique(finding.fingerprint, seen),
    location: {
      path: fromRoot(path, 'CI_PROJECT_DIR'),
      positions: { begin: { line, column }, end: { line: endLine, column: endColumn } },
    },
  }
}

/** GitLab drops an issue whose fingerprint it has seen. */
function unique(fingerprint: string, seen: Map<string, number>): string {
  const count = seen.get(fingerprint) ?? 0
  seen.set(fingerprint, count + 1)
  return count === 0 ? fingerprint : `${fingerprint}-${count}`
}
