import { logarithmicScale } from '../../chart/scale.ts'
import { element, group, type Svg, text } from '../../chart/svg.ts'
import { count, duration } from '../../terminal/duration.ts'
import type { Percentiles } from '../percentiles.ts'

export interface WaitingRow {
  label: string
  /** Undefined if nothing was encoded. */
  waits: Percentiles | undefined
}

const ROW_HEIGHT = 40
const LEFT = 190
const DOT = 4.5

/** Includes the axis labels below the chart. */
export function waitingChartHeight(rows: number): number {
  return rows * ROW_HEIGHT + 44
}

/** How long uploads waited, in ms: each row is a line from the median to the longest, on a logarithmic axis. */
export function waitingChart(rows: readonly WaitingRow[], width: number): Svg {
  const values = rows.flatMap(({ waits }) => (waits ? [waits.p50, waits.max] : [])).map(atLeastOne)
  const scale = logarithmicScale(Math.min(1_000, ...values), Math.max(1_000, ...values), width - LEFT - 20)
  const bottom = rows.length * ROW_HEIGHT
  const at = (ms: number) => LEFT + scale.at(atLeastOne(ms))
  return group(
    'waiting',
    0,
    0,
    ...scale.ticks.flatMap(tick => [
      element('line', { class: 'grid', x1: at(tick), y1: 0, x2: at(tick), y2: bottom }),
      text({ class: 'x tick', x: at(tick), y: bottom + 17, 'text-anchor': 'middle' }, tickLabel(tick)),
    ]),
    ...rows.map((row, index) => group('row', 0, index * ROW_HEIGHT, ...drawn(row, at))),
    text(
      { class: 'axis', x: width, y: bottom + 37, 'text-anchor': 'end' },
      'from the upload to the encoded video',
    ),
  )
}

function drawn({ label, waits }: WaitingRow, at: (ms: number) => number): Svg[] {
  const title = text({ class: 'label', x: 0, y: 18 }, label)
  if (!waits) return [title, text({ class: 'detail', x: LEFT, y: 18 }, 'none encoded')]
  const { p50, p90, p99, max } = waits
  const note = `median ${duration(p50)} · 90 % ${duration(p90)} · 99 % ${duration(p99)} · longest ${duration(max)}`
  return [
    title,
    text({ class: 'detail', x: 0, y: 33 }, note),
    element('line', { class: 'range', x1: at(p50), y1: 14, x2: at(max), y2: 14 }),
    ...Object.entries({ p50, p90, p99, max }).map(([name, value]) =>
      element('circle', { class: name, cx: at(value), cy: 14, r: DOT }),
    ),
  ]
}

/** Keeps powers of ten readable: 1,000 s, not 16 min 40 s. */
function tickLabel(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${count(ms / 1_000)} s`
}

/** A logarithmic axis has no 0. */
function atLeastOne(ms: number): number {
  return Math.max(1, ms)
}
