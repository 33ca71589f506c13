import type { Edge } from './graph.ts'

/** A slot in a layer: a node, or an edge that passes through the layer. */
export interface Slot {
  id: string
  /** The edge that passes; undefined for a node. */
  passing?: Edge
}

export interface Layered {
  layers: readonly (readonly Slot[])[]
  /** Each edge as the slots that it goes through, from its source to its target. */
  routes: readonly (readonly string[])[]
}

const SWEEPS = 8

/**
 * Assigns nodes to layers so that each edge leads to a later layer, in an order with few crossings.
 *
 * @param edges without cycles
 */
export function layered(ids: readonly string[], edges: readonly Edge[]): Layered {
  const layerOf = longestPaths(ids, edges)
  const layers: Slot[][] = Array.from({ length: Math.max(...layerOf.values()) + 1 }, () => [])
  for (const id of ids) layers[layerOf.get(id) as number]?.push({ id })
  const routes = edges.map(edge => {
    const [first, last] = [layerOf.get(edge.from) as number, layerOf.get(edge.to) as number]
    const passed = Array.from({ length: last - first - 1 }, (_, index) => first + 1 + index)
    const slots = passed.map(layer => ({ id: `${edge.from} ${edge.to} ${layer}`, passing: edge }))
    for (const [index, slot] of slots.entries()) layers[passed[index] as number]?.push(slot)
    return [edge.from, ...slots.map(({ id }) => id), edge.to]
  })
  return { layers: untangled(layers, routes), routes }
}

/** The layer of each node: after all its sources; a node without sources is just before its first target. */
function longestPaths(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const layers = new Map<string, number>()
  const layerOf = (id: string): number => {
    const known = layers.get(id)
    if (known !== undefined) return known
    const before = edges.filter(({ to }) => to === id).map(({ from }) => layerOf(from))
    const layer = Math.max(-1, ...before) + 1
    layers.set(id, layer)
    return layer
  }
  for (const id of ids) layerOf(id)
  for (const id of ids.filter(id => !edges.some(({ to }) => to === id))) {
    const after = edges.filter(({ from }) => from === id).map(({ to }) => layerOf(to))
    if (after.length > 0) layers.set(id, Math.min(...after) - 1)
  }
  return layers
}

/** Orders each layer by the mean position of its neighbours, alternately from the left and from the right. */
function untangled(layers: Slot[][], routes: readonly (readonly string[])[]): Slot[][] {
  const steps = routes.flatMap(route =>
    route.slice(1).map((id, index) => [route[index] as string, id] as const),
  )
  let ordered = layers
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const toTheRight = sweep % 2 === 0
    const places = new Map(ordered.flatMap(layer => layer.map(({ id }, index) => [id, index / layer.length])))
    const sequence = toTheRight ? ordered.keys() : [...ordered.keys()].reverse()
    for (const index of sequence) {
      const layer = ordered[index] as Slot[]
      const wanted = new Map(
        layer.map(({ id }) => {
          const neighbours = steps.flatMap(([from, to]) =>
            toTheRight && to === id ? [from] : !toTheRight && from === id ? [to] : [],
          )
          const known = neighbours.map(it => places.get(it) as number)
          return [id, known.length === 0 ? (places.get(id) as number) : mean(known)]
        }),
      )
      const sorted = layer.toSorted(
        (one, other) => (wanted.get(one.id) as number) - (wanted.get(other.id) as number),
      )
      for (const [place, { id }] of sorted.entries()) places.set(id, place / sorted.length)
      ordered = ordered.with(index, sorted)
    }
  }
  return ordered
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
