import { linearScale, type Scale } from '../../chart/scale.ts'
import { element, group, points, type Svg, text } from '../../chart/svg.ts'
import { count, duration } from '../../terminal/duration.ts'
import { titleOf } from '../dependency.ts'
import type { Drain } from '../drain.ts'
import type { Summary } from '../summary.ts'
import { legend } from './legend.ts'
import { LEFT, type TimeAxis } from './time-axis.ts'

const HEIGHT = 240

/** Includes the axis labels below the chart. */
export const FLOW_CHART_HEIGHT = HEIGHT + 40

/** The cumulative numbers of purchases placed, shipped and mailed. */
export function flowChart(summary: Summary, axis: TimeAxis): Svg {
  const { flow, outage, drain } = summary
  const y = linearScale(Math.max(1, flow.placed.length), HEIGHT)
  const lines = Object.entries(flow).map(([name, times]) =>
    element('polyline', { class: `series ${name}`, points: points(steps(times, summary, axis, y)) }),
  )
  return group(
    'flow',
    0,
    0,
    axis.band(outage, HEIGHT),
    ...grid(y, axis),
    ...lines,
    ...axis.labels(HEIGHT),
    text(
      {
        class: 'outage-name',
        x: (axis.at(outage.from) + axis.at(outage.to)) / 2,
        y: 16,
        'text-anchor': 'middle',
      },
      `${titleOf(summary.down)} ${summary.down === 'function' ? 'stopped' : 'down'}`,
    ),
    mark(outage.to, axis),
    ...(drain ? [mark(outage.to + drain.tookMs, axis)] : []),
    text({ class: 'detail', x: axis.width, y: -6, 'text-anchor': 'end' }, marksText(drain)),
    legend(['placed', 'shipped', 'mailed'], axis.width),
  )
}

/** A step line that rises at each event. */
function steps(times: readonly number[], { startedAt, endedAt }: Summary, axis: TimeAxis, y: Scale) {
  const place = (time: number, number: number): [number, number] => [axis.at(time), HEIGHT - y.at(number)]
  return [
    place(startedAt, 0),
    ...times.flatMap((time, index) => [place(time, index), place(time, index + 1)]),
    place(Math.max(endedAt, times.at(-1) ?? 0), times.length),
  ]
}

function grid(y: Scale, { width }: TimeAxis): Svg[] {
  return y.ticks.flatMap(tick => {
    const at = HEIGHT - y.at(tick)
    return [
      element('line', { class: 'grid', x1: LEFT, y1: at, x2: width, y2: at }),
      text({ class: 'y tick', x: LEFT - 8, y: at + 4, 'text-anchor': 'end' }, count(tick)),
    ]
  })
}

function mark(time: number, axis: TimeAxis): Svg {
  const x = axis.at(time)
  return element('line', { class: 'mark', x1: x, y1: 0, x2: x, y2: HEIGHT })
}

/** One line above the chart, because the marks are often too close together for a label each. */
function marksText(drain: Drain | undefined): string {
  if (!drain) return 'dashed: back'
  const { tookMs, stuck } = drain
  const rest = stuck > 0 ? `, except ${count(stuck)} that never completed` : ''
  return `dashed: back, and drained ${duration(tookMs)} later${rest}`
}
