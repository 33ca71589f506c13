import { type SegmentDocument, type Trace, withSubsegments } from './trace.ts'
import { milliseconds, spanOf } from './trace-facts.ts'

/** Calls that a service answered, or that one service made to another. */
interface Call {
  /** Seconds since the epoch. */
  start: number
  end: number
  error: boolean
  fault: boolean
  throttle: boolean
}

interface Edge {
  to: Node
  /** Asynchronous: the called one has a trace of its own, linked to the caller's. */
  linked: boolean
  calls: Call[]
}

interface Node {
  id: number
  name: string
  type: string | undefined
  /** Whether it was the first to process a request. */
  root: boolean
  /** Whether it sent segments itself. A service known only from the subsegments of others is not active. */
  active: boolean
  calls: Call[]
  edges: Map<string, Edge>
}

/**
 * The services of some traces and how they call each other: a node for each name and type of segments, one for the
 * clients of each root, and one for each service that subsegments call and that sent no segment itself.
 */
export class ServiceGraph {
  readonly #accountId: string
  readonly #nodes = new Map<string, Node>()

  constructor(accountId: string, traces: readonly Trace[]) {
    this.#accountId = accountId
    const all = traces.map(trace => trace.segments())
    const owners = ownersOf(all.flat())
    const called = new Set(all.flat().map(({ parent_id }) => parent_id))
    for (const segment of all.flat()) this.#addSegment(segment, owners)
    for (const [part, owner] of owners.values()) {
      if (!called.has(part.id)) this.#addInferred(part, owner)
    }
  }

  /** `Services` of the API. */
  services(): object[] {
    return [...this.#nodes.values()].map(node => ({
      ReferenceId: node.id,
      Name: node.name,
      Names: [node.name],
      Root: node.root || undefined,
      AccountId: node.active ? this.#accountId : undefined,
      Type: node.type,
      State: node.active ? 'active' : 'unknown',
      ...rangeOf(node.calls),
      Edges: [...node.edges.values()].map(edgeShape),
      SummaryStatistics: node.type === 'client' ? undefined : statistics(node.calls),
      DurationHistogram: node.active ? histogram(node.calls) : [],
      ResponseTimeHistogram: node.active ? histogram(node.calls) : [],
    }))
  }

  #addSegment(segment: SegmentDocument, owners: Owners): void {
    const node = this.#node(segment.name, segment.origin)
    const call = callOf(segment)
    node.active = true
    node.calls.push(call)
    const [part, caller] = owners.get(segment.parent_id ?? '') ?? []
    if (part && caller) {
      connect(this.#node(caller.name, caller.origin), node, part === caller ? call : callOf(part))
      return
    }
    node.root = true
    const callers = linksOf(segment).flatMap(id => owners.get(id)?.[1] ?? [])
    for (const { name, origin } of callers) connect(this.#node(name, origin), node, call, true)
    if (callers.length > 0) return
    const client = this.#node(segment.name, 'client')
    client.calls.push(call)
    connect(client, node, call)
  }

  /** "AWS::DynamoDB::Table for an Amazon DynamoDB table", "AWS::DynamoDB for downstream calls …", "remote" (Service) */
  #addInferred(part: SegmentDocument, owner: SegmentDocument): void {
    if (part.namespace === undefined) return
    const table = part.namespace === 'aws' ? part.aws?.table_name : undefined
    const type = part.namespace === 'aws' ? `AWS::${part.name}${table ? '::Table' : ''}` : 'remote'
    const node = this.#node(table ?? part.name, type)
    const call = callOf(part)
    node.calls.push(call)
    connect(this.#node(owner.name, owner.origin), node, call)
  }

  #node(name: string, type: string | undefined): Node {
    const key = `${type}\n${name}`
    const known = this.#nodes.get(key)
    if (known) return known
    const id = this.#nodes.size
    const made: Node = { id, name, type, root: false, active: false, calls: [], edges: new Map() }
    this.#nodes.set(key, made)
    return made
  }
}

/** By the id of a segment or subsegment: it, and the segment that it belongs to. */
type Owners = Map<string, readonly [part: SegmentDocument, owner: SegmentDocument]>

function ownersOf(segments: readonly SegmentDocument[]): Owners {
  const owners: Owners = new Map()
  for (const segment of segments) {
    for (const part of withSubsegments(segment)) owners.set(part.id, [part, segment])
  }
  return owners
}

/** The ids of the segments in other traces that this one goes on from. */
function linksOf({ links }: SegmentDocument): string[] {
  return links?.flatMap(({ id }) => id ?? []) ?? []
}

function connect(from: Node, to: Node, call: Call, linked = false): void {
  const key = `${to.id} ${linked}`
  const edge = from.edges.get(key) ?? { to, linked, calls: [] }
  edge.calls.push(call)
  from.edges.set(key, edge)
}

function callOf({ start_time, end_time, error, fault, throttle }: SegmentDocument): Call {
  return {
    start: start_time,
    end: end_time ?? start_time,
    error: error ?? false,
    fault: fault ?? false,
    throttle: throttle ?? false,
  }
}

function edgeShape({ to, linked, calls }: Edge): object {
  return {
    ReferenceId: to.id,
    ...rangeOf(calls),
    SummaryStatistics: statistics(calls),
    ResponseTimeHistogram: linked ? [] : histogram(calls),
    Aliases: [],
    EdgeType: linked ? 'link' : undefined,
  }
}

function rangeOf(calls: readonly Call[]): object {
  const { start, end } = spanOf(calls.map(call => ({ start_time: call.start, end_time: call.end })))
  return { StartTime: start, EndTime: end }
}

function statistics(calls: readonly Call[]): object {
  const count = (meant: (call: Call) => boolean) => calls.filter(meant).length
  const throttled = count(({ throttle }) => throttle)
  const errors = count(({ error, throttle }) => error || throttle)
  const faults = count(({ fault }) => fault)
  return {
    OkCount: count(({ error, fault, throttle }) => !error && !fault && !throttle),
    ErrorStatistics: { ThrottleCount: throttled, OtherCount: errors - throttled, TotalCount: errors },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount: calls.length,
    TotalResponseTime: milliseconds(calls.reduce((sum, { start, end }) => sum + end - start, 0)),
  }
}

/** How often a call took how many seconds. */
function histogram(calls: readonly Call[]): object[] {
  const counts = new Map<number, number>()
  for (const { start, end } of calls) {
    const value = milliseconds(end - start)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].sort(([a], [b]) => a - b).map(([Value, Count]) => ({ Value, Count }))
}
