import type { Edge, Graph, Node } from './graph.ts'

/** Merges tables that two or more functions use together into one node: they hold the same thing in several forms. */
export function mergeTables({ nodes, edges }: Graph): Graph {
  const usersOf = (id: string) =>
    new Set(edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : [])))
  const mergedInto = new Map<string, string>()
  const kept: Node[] = []
  for (const node of nodes) {
    const host =
      node.kind === 'table' &&
      kept.findIndex(({ id, kind }) => {
        return kind === 'table' && [...usersOf(id)].filter(user => usersOf(node.id).has(user)).length >= 2
      })
    if (host === false || host === -1) {
      kept.push(node)
      continue
    }
    const into = kept[host] as Node
    kept[host] = { ...into, names: [...into.names, ...node.names] }
    mergedInto.set(node.id, into.id)
  }
  const renamed = edges.map(({ from, to }) => ({
    from: mergedInto.get(from) ?? from,
    to: mergedInto.get(to) ?? to,
  }))
  const tables = new Set(kept.filter(({ kind }) => kind === 'table').map(({ id }) => id))
  return { nodes: kept, edges: oneWay(renamed, tables) }
}

/** Removes duplicates, and a function's reads from a table that it also writes to. */
function oneWay(edges: readonly Edge[], tables: ReadonlySet<string>): Edge[] {
  const distinct = new Map(edges.map(edge => [`${edge.from} ${edge.to}`, edge]))
  return [...distinct.values()].filter(({ from, to }) => !(tables.has(from) && distinct.has(`${to} ${from}`)))
}
