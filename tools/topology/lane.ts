import type { Edge, Graph, Node } from './graph.ts'

/** One domain of the drawing. Connections to other domains, or back, are references in boxes instead of lines. */
export interface Lane {
  domain: string
  nodes: readonly LaneNode[]
  /** The forward edges within the lane. */
  edges: readonly Edge[]
}

export interface LaneNode extends Node {
  /** Sources in other domains: `Shop Purchases`. */
  incoming: readonly string[]
  /** Targets in other domains. */
  outgoing: readonly string[]
  /** Targets of edges that lead back, in the same domain. */
  returning: readonly string[]
}

/** The order of the lanes for a reader who begins with a purchase. */
const ORDER = ['Shop', 'Video', 'Posts', 'Mail', 'Clickstream']

export function lanesOf({ nodes, edges }: Graph): Lane[] {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const place = (domain: string) => (ORDER.includes(domain) ? ORDER.indexOf(domain) : ORDER.length)
  const domains = [...new Set(nodes.map(({ domain }) => domain))].sort(
    (one, other) => place(one) - place(other) || one.localeCompare(other),
  )
  return domains.map(domain => {
    const isHere = (id: string) => byId.get(id)?.domain === domain
    const inside = edges.filter(({ from, to }) => isHere(from) && isHere(to))
    const members = nodes.filter(node => node.domain === domain)
    const back = backEdges(members, inside)
    const named = (ids: readonly string[]) => ids.flatMap(id => byId.get(id) ?? []).map(nameOf)
    return {
      domain,
      nodes: members.map(node => ({
        ...node,
        incoming: named(
          edges.filter(({ from, to }) => to === node.id && !isHere(from)).map(({ from }) => from),
        ),
        outgoing: named(edges.filter(({ from, to }) => from === node.id && !isHere(to)).map(({ to }) => to)),
        returning: [...back]
          .filter(({ from }) => from === node.id)
          .map(({ to }) => byId.get(to)?.names.join(', ') ?? to),
      })),
      edges: inside.filter(edge => !back.has(edge)),
    }
  })
}

function nameOf({ domain, names }: Node): string {
  return `${domain} ${names.join(', ')}`
}

/** The edges that close a cycle, searched from where data enters. */
function backEdges(nodes: readonly Node[], edges: readonly Edge[]): Set<Edge> {
  const back = new Set<Edge>()
  const done = new Set<string>()
  const tables = new Set(nodes.filter(({ kind }) => kind === 'table').map(({ id }) => id))
  // Edges of messages first, so that a consumer comes after its queue even if it also reads an earlier table.
  const inOrder = edges.toSorted((one, other) => Number(tables.has(one.to)) - Number(tables.has(other.to)))
  const visit = (id: string, path: ReadonlySet<string>) => {
    for (const edge of inOrder.filter(({ from }) => from === id)) {
      if (path.has(edge.to)) back.add(edge)
      else if (!done.has(edge.to)) visit(edge.to, new Set([...path, edge.to]))
    }
    done.add(id)
  }
  const entered = nodes.filter(({ id }) => !edges.some(({ to }) => to === id))
  for (const { id } of [...entered, ...nodes]) if (!done.has(id)) visit(id, new Set([id]))
  return back
}
