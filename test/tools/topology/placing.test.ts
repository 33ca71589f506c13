import { readAssembly } from '../../../tools/preflight/assembly.ts'
import { BOX_WIDTH } from '../../../tools/topology/box.ts'
import type { Edge, Kind } from '../../../tools/topology/graph.ts'
import { lanesOf } from '../../../tools/topology/lane.ts'
import { layered } from '../../../tools/topology/layers.ts'
import { type PlacedLane, placed } from '../../../tools/topology/placing.ts'
import { readGraph } from '../../../tools/topology/read-graph.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'

let lanes: PlacedLane[]

beforeAll(() => {
  lanes = lanesOf(readGraph(readAssembly(ASSEMBLY))).map(placed)
})

test('the lanes are in the order of a reader', () => {
  expect(lanes.map(({ lane }) => lane.domain)).toEqual(['Shop', 'Video', 'Posts', 'Mail', 'Clickstream'])
})

test('no box and no passing line touches another', () => {
  const touching = lanes.flatMap(({ places }) => {
    const all = [...places]
    return all.flatMap(([id, one], index) =>
      all
        .slice(index + 1)
        .filter(
          ([, other]) => one.x === other.x && one.y < other.y + other.height && other.y < one.y + one.height,
        )
        .map(([other]) => [id, other]),
    )
  })
  expect(touching).toEqual([])
})

test('each box is inside its lane', () => {
  for (const { places, width, height } of lanes) {
    for (const { x, y, height: own } of places.values()) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + BOX_WIDTH).toBeLessThanOrEqual(width)
      expect(y + own).toBeLessThanOrEqual(height)
    }
  }
})

test('each line leads to the right', () => {
  for (const { places, routes } of lanes) {
    for (const route of routes) {
      const xs = route.map(id => places.get(id)?.x ?? Number.NaN)
      expect(xs).toEqual(xs.toSorted((one, other) => one - other))
      expect(new Set(xs).size).toBe(xs.length)
    }
  }
})

test('an edge over several layers passes through those between', () => {
  const edges: Edge[] = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'a', to: 'c' },
  ]
  const { layers, routes } = layered(['a', 'b', 'c'], edges)
  expect(layers.map(layer => layer.length)).toEqual([1, 2, 1])
  expect(routes.map(({ length }) => length)).toEqual([2, 2, 3])
})

test('what leads back is named in its box', () => {
  const node = (id: string, kind: Kind) => ({
    id,
    domain: 'Shop',
    kind,
    names: [id],
    routes: [],
    fifo: false,
    deadLetters: false,
    undelivered: false,
  })
  const [lane] = lanesOf({
    nodes: [
      node('orders', 'topic'),
      node('work', 'queue'),
      node('worker', 'function'),
      node('entry', 'function'),
    ],
    edges: [
      { from: 'entry', to: 'orders' },
      { from: 'orders', to: 'work' },
      { from: 'work', to: 'worker' },
      { from: 'worker', to: 'orders' },
    ],
  })
  expect(lane?.edges).toHaveLength(3)
  expect(lane?.nodes.filter(({ returning }) => returning.length > 0)).toMatchObject([
    { id: 'worker', returning: ['orders'] },
  ])
})
