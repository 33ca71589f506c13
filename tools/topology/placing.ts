import { BOX_WIDTH, boxHeight } from './box.ts'
import type { Lane, LaneNode } from './lane.ts'
import { layered, mean, type Slot } from './layers.ts'

const LAYER_GAP = 32
const NODE_GAP = 14
/** The height of an edge that passes between boxes. */
const PASSING_HEIGHT = 6
const PASSES = 6

export interface Place {
  x: number
  y: number
  height: number
}

export interface PlacedLane {
  lane: Lane
  width: number
  height: number
  /** The top left corner of each node or passing edge, in pixels. */
  places: ReadonlyMap<string, Place>
  routes: readonly (readonly string[])[]
}

/** Places the boxes of a lane so that none touch and lines are as level as possible. */
export function placed(lane: Lane): PlacedLane {
  const nodes = new Map(lane.nodes.map(node => [node.id, node]))
  const { layers, routes } = layered([...nodes.keys()], lane.edges)
  const heights = new Map(layers.flat().map(slot => [slot.id, heightOf(slot, nodes)]))
  const centres = centresOf(layers, routes, heights)
  const top = Math.min(...[...centres].map(([id, centre]) => centre - (heights.get(id) as number) / 2))
  const places = new Map(
    layers.flatMap((layer, column) =>
      layer.map(({ id }) => {
        const height = heights.get(id) as number
        const y = (centres.get(id) as number) - height / 2 - top
        return [id, { x: column * (BOX_WIDTH + LAYER_GAP), y, height }] as const
      }),
    ),
  )
  const bottom = Math.ceil(Math.max(...[...places.values()].map(({ y, height }) => y + height)))
  return { lane, width: layers.length * (BOX_WIDTH + LAYER_GAP) - LAYER_GAP, height: bottom, places, routes }
}

function heightOf({ id, passing }: Slot, nodes: ReadonlyMap<string, LaneNode>): number {
  return passing ? PASSING_HEIGHT : boxHeight(nodes.get(id) as LaneNode)
}

function centresOf(
  layers: readonly (readonly Slot[])[],
  routes: readonly (readonly string[])[],
  heights: ReadonlyMap<string, number>,
): Map<string, number> {
  const steps = routes.flatMap(route =>
    route.slice(1).map((id, index) => [route[index] as string, id] as const),
  )
  const centres = new Map<string, number>()
  for (let pass = 0; pass < PASSES; pass++) {
    const toTheRight = pass % 2 === 0
    for (const layer of toTheRight ? layers : layers.toReversed()) {
      const wanted = layer.map(({ id }) => {
        const neighbours = steps.flatMap(([from, to]) => (to === id ? [from] : from === id ? [to] : []))
        const known = neighbours.flatMap(it => centres.get(it) ?? [])
        return known.length === 0 ? (centres.get(id) ?? 0) : mean(known)
      })
      const fitted = apart(
        wanted,
        layer.map(({ id }) => heights.get(id) as number),
      )
      for (const [index, { id }] of layer.entries()) centres.set(id, fitted[index] as number)
    }
  }
  return centres
}

/** Positions as close to the wanted ones as the heights allow, in order: colliding neighbours share the shift. */
function apart(wanted: readonly number[], heights: readonly number[]): number[] {
  interface Block {
    /** The best position for the centre of its first member. */
    start: number
    members: number[]
  }
  const offsets: number[] = []
  for (const [index, height] of heights.entries()) {
    const before = heights[index - 1]
    offsets.push(before === undefined ? 0 : (offsets[index - 1] as number) + (before + height) / 2 + NODE_GAP)
  }
  const blocks: Block[] = []
  for (const [index, want] of wanted.entries()) {
    let block = { start: want - (offsets[index] as number), members: [index] }
    for (let last = blocks.at(-1); last && last.start > block.start; last = blocks.at(-1)) {
      blocks.pop()
      const members = [...last.members, ...block.members]
      block = {
        members,
        start: mean(members.map(member => (wanted[member] as number) - (offsets[member] as number))),
      }
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ start, members }) => members.map(member => start + (offsets[member] as number)))
}
