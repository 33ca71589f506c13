import { element, group, type Svg, text } from '../chart/svg.ts'
import type { LaneNode } from './lane.ts'

export const BOX_WIDTH = 144
const PADDING = 11
const NAME_LINE = 17
const LINE = 14
/** The average width of a letter, with some margin, in the bold type of names and in the type of other lines. */
const NAME_LETTER_WIDTH = 7.6
const LETTER_WIDTH = 5.6

interface Line {
  className: string
  content: string
}

export function boxHeight(node: LaneNode): number {
  return 10 + node.names.length * NAME_LINE + linesOf(node).length * LINE
}

/** Draws a resource: its name, its kind, and references that are not drawn as lines. */
export function box(node: LaneNode): Svg {
  const height = boxHeight(node)
  const names = node.names.map((name, index) =>
    text({ class: 'name', x: PADDING, y: 18 + index * NAME_LINE }, shortened(name, NAME_LETTER_WIDTH)),
  )
  const below = 18 + (node.names.length - 1) * NAME_LINE
  return group(
    `box ${node.kind}`,
    0,
    0,
    element('rect', { class: 'frame', width: BOX_WIDTH, height, rx: 4 }),
    element('rect', { class: 'bar', width: 5, height, rx: 2 }),
    ...names,
    ...linesOf(node).map(({ className, content }, index) =>
      text({ class: className, x: PADDING, y: below + (index + 1) * LINE }, shortened(content, LETTER_WIDTH)),
    ),
  )
}

function linesOf(node: LaneNode): Line[] {
  const line = (className: string) => (content: string) => ({ className, content })
  return [
    line('kind')(kindOf(node)),
    ...routeLines(node.routes).map(line('route')),
    ...(node.deadLetters ? [line('failure')('✕ dead letters')] : []),
    ...(node.undelivered ? [line('failure')('✕ undelivered')] : []),
    ...node.incoming.map(name => line('reference')(`◂ ${name}`)),
    ...node.outgoing.map(name => line('reference')(`▸ ${name}`)),
    ...node.returning.map(name => line('reference')(`↺ ${name}`)),
  ]
}

function kindOf({ kind, fifo, names }: LaneNode): string {
  if (kind === 'mail') return 'mail service'
  if (kind === 'delivery') return 'delivery stream'
  if (names.length > 1) return `${kind}s`
  return fifo ? `FIFO ${kind}` : kind
}

/** Joins the methods of each path: `GET POST /unsubscribe`; on two lines if there are several. */
function routeLines(routes: readonly string[]): string[] {
  const methods = Map.groupBy(routes, route => route.slice(route.indexOf(' ') + 1))
  return [...methods].flatMap(([path, routes]) => {
    const verbs = routes.map(route => route.slice(0, route.indexOf(' '))).join(' ')
    const route = path.replaceAll(/\{[^}]*\}/g, '…')
    return routes.length === 1 ? [`${verbs} ${route}`] : [verbs, route]
  })
}

function shortened(content: string, letterWidth: number): string {
  const room = Math.floor((BOX_WIDTH - PADDING - 3) / letterWidth)
  return content.length <= room ? content : `${content.slice(0, room - 1)}…`
}
