import { UnreadableWidgetError } from './unreadable-widget.ts'

/** The body of a dashboard, as far as it is drawn. */
export interface DashboardBody {
  /** `-PT3H`, or a time. */
  readonly start?: string
  readonly end?: string
  readonly widgets?: readonly Widget[]
}

export interface Widget {
  readonly type: string
  readonly x?: number
  readonly y?: number
  readonly properties?: WidgetProperties
}

/** @see CloudWatch API Reference, "Dashboard Body Structure and Syntax" */
export interface WidgetProperties {
  readonly title?: string
  readonly region?: string
  readonly accountId?: string
  readonly start?: string
  readonly end?: string
  /** Of text. */
  readonly markdown?: string
  /** Of alarms: ARNs. */
  readonly alarms?: readonly string[]
  readonly states?: readonly string[]
  /** Of logs. */
  readonly query?: string
  readonly view?: string
  readonly metrics?: readonly (readonly unknown[])[]
  readonly stat?: string
  /** In seconds. */
  readonly period?: number
  readonly setPeriodToTimeRange?: boolean
  readonly yAxis?: { readonly left?: Axis; readonly right?: Axis }
  readonly annotations?: Annotations
}

export interface Axis {
  readonly label?: string
  readonly min?: number
  readonly max?: number
}

export interface Annotations {
  /** ARNs: the metric is that of the alarm. */
  readonly alarms?: readonly string[]
  /** A line, or a band where two stand together. */
  readonly horizontal?: readonly (HorizontalLine | readonly HorizontalLine[])[]
  readonly vertical?: readonly (VerticalLine | readonly VerticalLine[])[]
}

export interface HorizontalLine {
  readonly label?: string
  readonly value: number
}

export interface VerticalLine {
  readonly label?: string
  readonly value: string
}

/** From when until when. */
export interface TimeRange {
  readonly start: Date
  readonly end: Date
}

/** What a dashboard without a start shows. */
const DEFAULT_START = '-PT3H'

/** The widgets as a reader's eye goes: by rows, from the left. */
export function widgetsOf({ widgets = [] }: DashboardBody): Widget[] {
  return widgets.toSorted((a, b) => (a.y ?? 0) - (b.y ?? 0) || (a.x ?? 0) - (b.x ?? 0))
}

/** The time range of a widget: its own or the dashboard's. */
export function timeRange(body: Pick<DashboardBody, 'start' | 'end'>, now: Date): TimeRange {
  return { start: timeOf(body.start ?? DEFAULT_START, now), end: timeOf(body.end ?? '', now) }
}

function timeOf(text: string, now: Date): Date {
  if (text === '') return now
  const time = text.startsWith('-P') ? now.getTime() - spanMs(text.slice(1)) : Date.parse(text)
  if (Number.isNaN(time)) {
    throw new UnreadableWidgetError(
      `a time is such as -PT3H or 2026-11-29T10:00:00Z, not ${JSON.stringify(text)}`,
    )
  }
  return new Date(time)
}

const SPAN =
  /^P(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/

const MS = {
  months: 30 * 86_400_000,
  weeks: 7 * 86_400_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
}

/** ISO 8601, as dashboards have it. */
function spanMs(text: string): number {
  const parts = SPAN.exec(text)?.groups
  if (!parts) return Number.NaN
  return Object.entries(MS).reduce((sum, [part, ms]) => sum + ms * Number(parts[part] ?? 0), 0)
}
