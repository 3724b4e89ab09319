import type { Format } from './format.ts'
import type { FileError, Report, Reported } from './report.ts'
import { fromRoot } from './root.ts'

/** A test suite for each file, a failed test for each finding: what the test tabs of CI services show. */
export const junit: Format = { end: xml }

function xml({ findings, errors }: Report): string {
  const paths = [...new Set([...findings, ...errors].map(({ path }) => path))]
  const suites = paths.map(path => {
    const failed = findings.filter(finding => finding.path === path)
    const broken = errors.filter(error => error.path === path)
    const counts = { tests: failed.length + broken.length, failures: failed.length, errors: broken.length }
    const cases = [...failed.map(failure), ...broken.map(error)]
    return element('testsuite', { name: fromRoot(path), ...counts, skipped: 0, package: 'org.aiomend' }, cases)
  })
  const passed = element('testsuite', { name: 'aiomend', tests: 1, failures: 0, errors: 0, skipped: 0 }, [
    element('testcase', { name: 'No pitfalls found', classname: 'aiomend' }),
  ])
  const total = { tests: findings.length + errors.length || 1, failures: findings.length, errors: errors.length }
  const all = element('testsuites', { name: 'aiomend', ...total, skipped: 0 }, suites.length > 0 ? suites : [passed])
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`
}

function failure({ transform, path, line, column, level, message, outcome }: Reported): string {
  const rest = 'refused' in outcome ? `Not fixed: ${outcome.refused}.` : 'It can be fixed.'
  return element('testcase', { name: `org.aiomend.${transform}`, classname: classOf(path), line, column }, [
    element('failure', { message, type: level }, [escaped(`line ${line}, col ${column}, ${message}. ${rest}`)]),
  ])
}

function error({ path, message }: FileError): string {
  return element('testcase', { name: 'org.aiomend.readable', classname: classOf(path) }, [
    element('error', { message, type: 'error' }),
  ])
}

function classOf(path: string): string {
  return fromRoot(path).replace(/\.pyw?$/, '')
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] = [],
): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
  const open = `<${name}${listed.join('')}`
  if (content.length === 0) return `${open}/>`
  const isText = content.every(part => !part.startsWith('<'))
  return isText ? `${open}>${content.join('')}</${name}>` : `${open}>\n${content.join('\n')}\n</${name}>`
}

/** XML 1.0 has no place for most control characters and for lone surrogates. https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, char => `&#${char.charCodeAt(0)};`)
}
