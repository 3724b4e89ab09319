import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** The four operations that aiomend uses of GitHub's own description (@octokit/openapi), and what they refer to. */
const description = JSON.parse(readFileSync('test/peers/github-pulls.openapi.json', 'utf8'))

const ajv = new Ajv({ strict: false, coerceTypes: false })
addFormats.default(ajv)
ajv.addSchema(description, 'api')
// What comes from the path and the query is text.
const loose = new Ajv({ strict: false, coerceTypes: true })
addFormats.default(loose)
loose.addSchema(description, 'api')

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required?: boolean
  readonly schema: object
}

export interface Operation {
  readonly id: string
  readonly parameters: Readonly<Record<string, string>>
}

const operations = Object.entries<Record<string, never>>(description.paths).flatMap(([path, methods]) =>
  Object.entries<{ operationId: string; parameters: { $ref?: string }[]; requestBody?: unknown }>(methods).map(
    ([method, operation]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
      id: operation.operationId,
      parameters: operation.parameters.map(each => resolved(each)),
      body: bodyOf(operation.requestBody),
    }),
  ),
)

function resolved(parameter: { $ref?: string }): Parameter {
  const name = parameter.$ref?.split('/').at(-1)
  return name === undefined ? (parameter as Parameter) : description.components.parameters[name]
}

/** The validator of a request's body, which takes no keys but those that are described. */
function bodyOf(requestBody: unknown): ValidateFunction | undefined {
  const schema = (requestBody as { content?: Record<string, { schema: object }> })?.content?.['application/json']
    ?.schema
  return schema && ajv.compile(closed(structuredClone(schema)))
}

function closed<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) closed(inner)
  if ('properties' in value) Object.assign(value, { additionalProperties: false })
  return value
}

/** The operation that a request is for; throws where the description has none, or has it otherwise. */
export function operationOf(method: string, url: URL, body: unknown): Operation {
  for (const operation of operations) {
    const groups = operation.method === method ? operation.pattern.exec(url.pathname)?.groups : undefined
    if (!groups) continue
    const given = { path: groups, query: Object.fromEntries(url.searchParams) }
    for (const [name] of url.searchParams) {
      if (!operation.parameters.some(each => each.in === 'query' && each.name === name)) throw new Error(`?${name}`)
    }
    for (const { name, in: place, required, schema } of operation.parameters) {
      const value = given[place][name]
      if (value === undefined && !required) continue
      if (!loose.validate({ properties: { value: schema }, required: ['value'] }, { value }))
        throw new Error(`${name}: ${loose.errorsText()}`)
    }
    if (body !== undefined && !operation.body?.(body)) throw new Error(ajv.errorsText(operation.body?.errors))
    return { id: operation.id, parameters: { ...groups } }
  }
  throw new Error(`there is no ${method} ${url.pathname}`)
}

/** What is not as described in a list of comments. */
export function mistakesIn(comments: unknown): string | undefined {
  const item = { $ref: 'api#/components/schemas/pull-request-review-comment' }
  return ajv.validate({ type: 'array', items: item }, comments) ? undefined : ajv.errorsText()
}
