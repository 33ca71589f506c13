import type { TimeRange } from './dashboard-body.ts'
import type { Point } from './series.ts'

const BARS = [...'▁▂▃▄▅▆▇█']

/** What a sparkline reaches from and to; without one, from zero to the greatest value. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** The points in so many characters, the greatest of each column; a column without a point is blank. */
export function sparkline(
  points: readonly Point[],
  { start, end }: TimeRange,
  width: number,
  bounds: Bounds = {},
): string {
  const from = start.getTime()
  const columnMs = (end.getTime() - from) / width
  const columns = new Array<number | undefined>(width).fill(undefined)
  for (const { at, value } of points) {
    // The first period may begin before the range.
    const column = Math.min(width - 1, Math.max(0, Math.floor((at - from) / columnMs)))
    columns[column] = Math.max(columns[column] ?? Number.NEGATIVE_INFINITY, value)
  }
  const values = points.map(({ value }) => value)
  const least = bounds.min ?? Math.min(0, ...values)
  const most = bounds.max ?? Math.max(0, ...values)
  return columns.map(value => (value === undefined ? ' ' : bar(value, least, most))).join('')
}

function bar(value: number, least: number, most: number): string {
  const share = most > least ? (value - least) / (most - least) : 0
  const index = Math.round(share * (BARS.length - 1))
  return BARS[Math.min(BARS.length - 1, Math.max(0, index))] as string
}

/** A share of 1 in so many characters. */
export function meter(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}
