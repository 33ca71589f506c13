import { element, group, points, type Svg, text } from '../chart/svg.ts'
import { BOX_WIDTH, box } from './box.ts'
import type { Graph } from './graph.ts'
import { lanesOf } from './lane.ts'
import { type Place, type PlacedLane, placed } from './placing.ts'
import { KINDS, THEME } from './theme.ts'

const MARGIN = 24
const HEADER_HEIGHT = 104
const LANE_PADDING = 16
const LANE_TITLE_HEIGHT = 28
const LANE_GAP = 14
const ARROW = 6
const TITLE = 'How messages travel through the stacks'

/** Draws each domain as a lane with its resources; data flows from left to right. */
export function drawing(graph: Graph): Svg {
  const lanes = lanesOf(graph).map(placed)
  const width = Math.max(...lanes.map(({ width }) => width)) + 2 * (MARGIN + LANE_PADDING)
  let y = HEADER_HEIGHT
  const drawn = lanes.map(lane => {
    const height = LANE_TITLE_HEIGHT + lane.height + 2 * LANE_PADDING
    const svg = group(
      'lane-box',
      MARGIN,
      y,
      laneBackground(lane, width - 2 * MARGIN, height),
      laneContent(lane),
    )
    y += height + LANE_GAP
    return svg
  })
  const height = y + MARGIN - LANE_GAP
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, role: 'img' },
    element('title', {}, TITLE),
    element('style', {}, THEME),
    element('rect', { class: 'background', width, height }),
    text({ class: 'title', x: MARGIN, y: 38 }, TITLE),
    text({ class: 'detail', x: MARGIN, y: 60 }, 'Drawn from the synthesized templates by npm run topology.'),
    legend(),
    ...drawn,
  )
}

function laneBackground({ lane }: PlacedLane, width: number, height: number): Svg {
  return [
    element('rect', { class: 'lane', width, height, rx: 6 }),
    text({ class: 'panel', x: LANE_PADDING, y: 25 }, lane.domain),
  ].join('')
}

function laneContent({ lane, places, routes }: PlacedLane): Svg {
  const at = (id: string) => places.get(id) as Place
  return group(
    'lane-content',
    LANE_PADDING,
    LANE_TITLE_HEIGHT + LANE_PADDING,
    ...routes.map(route => connection(route.map(at))),
    ...lane.nodes.map(node => group('at', at(node.id).x, at(node.id).y, box(node))),
  )
}

/** A line from the right side of the first place, through the middle of those between, to the left side of the last. */
function connection(way: readonly Place[]): Svg {
  const [source, ...rest] = way as [Place, ...Place[]]
  let x = source.x + BOX_WIDTH
  let y = source.y + source.height / 2
  const commands = [`M ${round(x)} ${round(y)}`]
  for (const [index, place] of rest.entries()) {
    const last = index === rest.length - 1
    const [toX, toY] = [last ? place.x - ARROW : place.x, place.y + place.height / 2]
    const middle = (x + toX) / 2
    commands.push(`C ${round(middle)} ${round(y)} ${round(middle)} ${round(toY)} ${round(toX)} ${round(toY)}`)
    ;[x, y] = [toX, toY]
    if (!last) {
      x += BOX_WIDTH
      commands.push(`L ${round(x)} ${round(y)}`)
    }
  }
  const tip = [
    [x, y - ARROW / 2 - 1],
    [x + ARROW, y],
    [x, y + ARROW / 2 + 1],
  ] as const
  return (
    element('path', { class: 'line', d: commands.join(' ') }) +
    element('polygon', { class: 'arrow', points: points(tip) })
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function legend(): Svg {
  const kinds = KINDS.map((kind, index) =>
    group(
      `entry ${kind}`,
      index * 84,
      0,
      element('rect', { class: 'bar', width: 10, height: 10, rx: 2 }),
      text({ class: 'detail', x: 15, y: 9 }, kind),
    ),
  )
  const signs = [
    ['failure', '✕ a queue for failed messages'],
    ['reference', '◂ from, ▸ to another domain'],
    ['reference', '↺ back to an earlier step'],
    ['detail', 'Not drawn: alarms, keys, and the table of tries in each domain.'],
  ] as const
  let x = KINDS.length * 84 + 6
  const explained = signs.map(([className, content]) => {
    const svg = text({ class: className, x, y: 9 }, content)
    x += content.length * 6 + 14
    return svg
  })
  return group('legend', MARGIN, 76, ...kinds, ...explained)
}
