/** A route of an HTTP API and what stands behind it. */
export interface Route {
  id: string
  /** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
  key: string
  authorization: 'NONE' | 'AWS_IAM'
  integrationId: string
}

export interface RouteMatch {
  route: Route
  /** Decoded values of the path's variables. */
  pathParameters: Readonly<Record<string, string>>
}

type Segment = { kind: 'literal' | 'variable' | 'greedy'; text: string }

interface PathRoute {
  route: Route
  method: string
  segments: readonly Segment[]
}

const ROUTE_KEY = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (\/.*)$/
const DEFAULT = '$default'

/**
 * The routes of one API, in the order in which they are tried:
 * "1. full match for a route and method, 2. match for a route and method with a greedy path variable
 * ({proxy+}), 3. the $default route" (API Gateway guide, "Create routes for HTTP APIs").
 */
export class Routes {
  #paths: PathRoute[] = []
  #default: Route | undefined

  /** @throws RangeError for a route key that is none, or that is there already */
  add(route: Route): void {
    if (route.key === DEFAULT) {
      if (this.#default) throw taken(route.key)
      this.#default = route
      return
    }
    const [, method, path] = ROUTE_KEY.exec(route.key) ?? []
    if (!method || !path) {
      throw new RangeError(
        `The route key ${JSON.stringify(route.key)} must be $default or a method and a path, such as "GET /pets/{id}".`,
      )
    }
    const added = { route, method, segments: parse(path) }
    if (this.#paths.some(other => bySpecificity(other, added) === 0 && overlaps(other, added)))
      throw taken(route.key)
    this.#paths = [...this.#paths, added].sort(bySpecificity)
  }

  remove(id: string): void {
    if (this.#default?.id === id) this.#default = undefined
    this.#paths = this.#paths.filter(({ route }) => route.id !== id)
  }

  /** @param path below the stage, still encoded; its segments are decoded before they are compared */
  match(method: string, path: string): RouteMatch | undefined {
    const parts = path.split('/').slice(1).map(decodeSegment)
    for (const candidate of this.#paths) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue
      const pathParameters = matchSegments(candidate.segments, parts)
      if (pathParameters) return { route: candidate.route, pathParameters }
    }
    return this.#default && { route: this.#default, pathParameters: {} }
  }
}

function parse(path: string): Segment[] {
  return path
    .split('/')
    .slice(1)
    .map((segment, index, all): Segment => {
      const [, name, plus] = /^\{([\w.:-]+)(\+)?\}$/.exec(segment) ?? []
      if (!name) return { kind: 'literal', text: segment }
      if (plus && index !== all.length - 1) {
        throw new RangeError(
          `The greedy path variable {${name}+} must be at the end of ${JSON.stringify(path)}.`,
        )
      }
      return { kind: plus ? 'greedy' : 'variable', text: name }
    })
}

function matchSegments(
  segments: readonly Segment[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const greedy = segments.at(-1)?.kind === 'greedy'
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, { kind, text }] of segments.entries()) {
    const part = parts[index] as string
    if (kind === 'literal' && part !== text) return undefined
    if (kind === 'literal') continue
    const value = kind === 'greedy' ? parts.slice(index).join('/') : part
    if (value === '') return undefined
    parameters[text] = value
  }
  return parameters
}

const RANK = { literal: 0, variable: 1, greedy: 2 } as const

/** Routes without greedy variable first; then literal before variable, segment by segment; then method before ANY. */
function bySpecificity(a: PathRoute, b: PathRoute): number {
  const greedy = Number(a.segments.at(-1)?.kind === 'greedy') - Number(b.segments.at(-1)?.kind === 'greedy')
  if (greedy !== 0) return greedy
  for (let index = 0; index < Math.min(a.segments.length, b.segments.length); index++) {
    const difference = rank(a, index) - rank(b, index)
    if (difference !== 0) return difference
  }
  if (a.segments.length !== b.segments.length) return b.segments.length - a.segments.length
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}

const rank = (route: PathRoute, index: number) => RANK[route.segments[index]?.kind ?? 'greedy']

/** Whether two routes of equal specificity would take the same requests. */
function overlaps(a: PathRoute, b: PathRoute): boolean {
  return (
    a.method === b.method &&
    a.segments.every(({ kind, text }, index) => kind !== 'literal' || text === b.segments[index]?.text)
  )
}

const taken = (key: string) => new RangeError(`The route key ${JSON.stringify(key)} is there already.`)

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
