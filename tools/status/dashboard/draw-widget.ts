import type { Connection } from '../../clients/connection.ts'
import { nameIn } from '../../clients/pipelines/name-in.ts'
import { columnLines } from '../../terminal/terminal.ts'
import { alarmStates } from '../alarm-states.ts'
import {
  type DashboardBody,
  type TimeRange,
  timeRange,
  type Widget,
  type WidgetProperties,
} from './dashboard-body.ts'
import { logRows } from './log-rows.ts'
import { metricLines } from './metric-drawing.ts'
import { readSeries } from './series.ts'
import { UnreadableWidgetError } from './unreadable-widget.ts'

/** A widget as it is drawn. */
export interface DrawnWidget {
  readonly title: string
  readonly type: string
  readonly lines: readonly string[]
  /** Why it could not be drawn. */
  readonly problem?: string
}

/** More rows of logs than this are counted. */
const LOG_ROWS = 20

/** Reads what a widget shows and draws it; one that cannot be drawn says why. */
export async function drawWidget(
  connection: Connection,
  widget: Widget,
  body: DashboardBody,
  now: Date,
): Promise<DrawnWidget> {
  const { type, properties = {} } = widget
  const { title = type === 'text' ? '' : `(${type} without a title)`, start, end } = properties
  try {
    const range = timeRange(start === undefined ? body : { start, end }, now)
    return { title, type, lines: await linesOf(connection, type, properties, range) }
  } catch (error) {
    const problem = `cannot be drawn: ${(error as Error).message}`
    return { title, type, lines: [`  ${problem}`], problem }
  }
}

async function linesOf(
  connection: Connection,
  type: string,
  properties: WidgetProperties,
  range: TimeRange,
): Promise<string[]> {
  switch (type) {
    case 'text':
      return (properties.markdown ?? '').split('\n').map(line => `  ${line}`)
    case 'alarm':
      return alarmLines(connection, properties)
    case 'log':
      return logLines(await logRows(connection, properties.query ?? '', range))
    case 'metric':
      return metricLines(properties, await readSeries(connection, properties, range), range)
    default:
      throw new UnreadableWidgetError(
        `a widget of the type ${JSON.stringify(type)} is drawn by the console alone`,
      )
  }
}

async function alarmLines(
  connection: Connection,
  { alarms = [], states }: WidgetProperties,
): Promise<string[]> {
  const names = alarms.map(nameIn)
  const found = await alarmStates(connection, names)
  const missing = names.filter(name => !found.some(alarm => alarm.name === name))
  const shown = found.filter(({ state }) => states === undefined || states.includes(state))
  return [
    ...columnLines(shown.map(({ name, state, since = '' }) => [state, name, since])),
    ...missing.map(name => `  there is no alarm ${name}`),
  ]
}

function logLines([header = [], ...rows]: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['  no line was found']
  const left = rows.length - LOG_ROWS
  return [...columnLines([header, ...rows.slice(0, LOG_ROWS)]), ...(left > 0 ? [`  … ${left} more`] : [])]
}
