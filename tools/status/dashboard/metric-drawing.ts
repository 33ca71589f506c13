import { columnLines } from '../../terminal/terminal.ts'
import type { Axis, HorizontalLine, TimeRange, WidgetProperties } from './dashboard-body.ts'
import type { Series, WidgetSeries } from './series.ts'
import { meter, sparkline } from './sparkline.ts'

const SPARK_WIDTH = 24
const METER_WIDTH = 24

/**
 * A metric widget as lines: each series with its course and its least, greatest and last value. A pie and stacked areas
 * have no other shape here than their numbers.
 */
export function metricLines(
  { view = 'timeSeries', yAxis }: WidgetProperties,
  { series, lines, messages }: WidgetSeries,
  range: TimeRange,
): string[] {
  return [
    ...(series.length === 0 ? ['  nothing was found'] : drawings(view, series, yAxis, range)),
    ...lines.map(threshold),
    ...messages.map(message => `  CloudWatch says: ${message}`),
  ]
}

type Axes = WidgetProperties['yAxis']

function drawings(view: string, series: readonly Series[], axes: Axes, range: TimeRange): string[] {
  switch (view) {
    case 'singleValue':
      return columnLines(series.map(({ label, points, axis }) => [label, last(points), unit(axes?.[axis])]))
    case 'gauge':
      return columnLines(series.map(each => gauge(each, axes?.[each.axis] ?? {})))
    case 'bar':
    case 'pie':
      return columnLines(bars(series, axes))
    case 'table':
      return columnLines([
        ['', 'min', 'max', 'average', 'last', ''],
        ...series.map(({ label, points, axis }) => [
          label,
          number(least(points)),
          number(greatest(points)),
          number(average(points)),
          last(points),
          unit(axes?.[axis]),
        ]),
      ])
    default:
      return columnLines([
        ['', '', 'min', 'max', 'last', ''],
        ...series.map(({ label, points, axis }) => [
          label,
          sparkline(points, range, SPARK_WIDTH, axes?.[axis]),
          number(least(points)),
          number(greatest(points)),
          last(points),
          unit(axes?.[axis]),
        ]),
      ])
  }
}

type Points = Series['points']

function gauge({ label, points }: Series, { min = 0, max = 100 }: Axis): string[] {
  const value = points.at(-1)?.value
  const share = value === undefined ? 0 : (value - min) / (max - min)
  return [label, meter(share, METER_WIDTH), last(points), `of ${number(min)} to ${number(max)}`]
}

function bars(series: readonly Series[], axes: Axes): string[][] {
  const most = Math.max(0, ...series.map(({ points }) => points.at(-1)?.value ?? 0))
  return series.map(({ label, points, axis }) => [
    label,
    meter(most === 0 ? 0 : (points.at(-1)?.value ?? 0) / most, METER_WIDTH),
    last(points),
    unit(axes?.[axis]),
  ])
}

function threshold({ label = '', value }: HorizontalLine): string {
  return `  ─ ${number(value)}${label ? ` ${label}` : ''}`
}

/** GetMetricData tells no units; the label of the axis is what the dashboard's maker wrote. */
function unit({ label = '' }: Axis = {}): string {
  return label
}

function last(points: Points): string {
  return number(points.at(-1)?.value)
}

function least(points: Points): number | undefined {
  return points.length === 0 ? undefined : Math.min(...points.map(({ value }) => value))
}

function greatest(points: Points): number | undefined {
  return points.length === 0 ? undefined : Math.max(...points.map(({ value }) => value))
}

function average(points: Points): number | undefined {
  if (points.length === 0) return undefined
  return points.reduce((sum, { value }) => sum + value, 0) / points.length
}

/** Three digits after the point suffice where there are few before it. */
function number(value: number | undefined): string {
  if (value === undefined) return '–'
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 })
}
