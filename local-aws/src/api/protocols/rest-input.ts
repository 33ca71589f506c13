import type { IncomingMessage } from 'node:http'
import type { Shape, Structure } from '../model/input-shape.ts'
import { parseJson } from '../service-api.ts'
import { scalarOf } from './text-scalar.ts'

/** The members of an input by the part of the request that carries them. */
export interface RestInput {
  /** Those in the body, of any type until they are checked. */
  content: unknown
  /** Those in path, query string and headers. */
  located: Record<string, unknown>
}

/** The parts of a request. */
interface SentParts {
  path: Readonly<Record<string, string>>
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

/**
 * @param literals parameters of the query string that belong to the route
 * @returns the JSON form; parameters that the shape does not have keep their names, for the check to refuse
 * @throws AwsError `SerializationException`
 */
export function restInput(sent: SentParts, shape: Structure, literals: URLSearchParams): RestInput {
  return { content: contentOf(sent.body, shape), located: locatedMembers(sent, shape, literals) }
}

/** A body that is a member of its own, or of an operation without members in the body, is none of JSON. */
function contentOf(body: Buffer, { members }: Structure): unknown {
  return Object.values(members).some(({ location }) => location === undefined) ? parseJson(body) : {}
}

function locatedMembers(
  { path, query, headers }: SentParts,
  { members }: Structure,
  literals: URLSearchParams,
): Record<string, unknown> {
  const known = new Set(literals.keys())
  const located: Record<string, unknown> = {}
  for (const [name, { shape, location }] of Object.entries(members)) {
    if (location?.in === 'path') located[name] = typedOf([path[name]], shape, name)
    if (location?.in === 'header') located[name] = typedOf([headers[location.name]].flat(), shape, name)
    if (location?.in === 'query') {
      known.add(location.name)
      located[name] = typedOf(query.getAll(location.name), shape, name)
    }
  }
  for (const [name, value] of query) if (!known.has(name)) located[name] = value
  return located
}

/** @returns null, which counts as missing, if there are no values */
function typedOf(texts: readonly (string | undefined)[], shape: Shape, name: string): unknown {
  const given = texts.filter(text => text !== undefined)
  if (given.length === 0) return null
  if (shape.type === 'list') return given.map(text => scalarOf(text, shape.member, name))
  return scalarOf(given[0] as string, shape, name)
}
