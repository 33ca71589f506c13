import {
  CloudWatchClient,
  DashboardNotFoundError,
  GetDashboardCommand,
  paginateListDashboards,
} from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../../clients/connection.ts'
import { inParallel } from '../../clients/in-parallel.ts'
import { type DashboardBody, widgetsOf } from './dashboard-body.ts'
import { type DrawnWidget, drawWidget } from './draw-widget.ts'

/** There is no dashboard of that name; the message names those that there are. */
export class MissingDashboardError extends Error {
  override readonly name = 'MissingDashboardError'
}

/** A dashboard of the account. */
export interface DashboardEntry {
  readonly name: string
  /** ISO 8601. */
  readonly modified: string
}

/** GetMetricData answers 50 requests a second, and a widget is one. */
const AT_ONCE = 4

export async function listDashboards(connection: Connection): Promise<DashboardEntry[]> {
  const client = new CloudWatchClient(connection)
  const entries: DashboardEntry[] = []
  for await (const page of paginateListDashboards({ client }, {})) {
    for (const { DashboardName = '', LastModified } of page.DashboardEntries ?? []) {
      entries.push({ name: DashboardName, modified: LastModified?.toISOString() ?? '' })
    }
  }
  return entries
}

/**
 * Draws the widgets of a dashboard.
 *
 * @param start where its time range begins, instead of what it says itself
 * @throws MissingDashboardError
 */
export async function drawDashboard(
  connection: Connection,
  name: string,
  now: Date,
  start?: Date,
): Promise<DrawnWidget[]> {
  const body = {
    ...(await dashboardBody(connection, name)),
    ...(start && { start: start.toISOString(), end: undefined }),
  }
  return inParallel(widgetsOf(body), AT_ONCE, widget => drawWidget(connection, widget, body, now))
}

async function dashboardBody(connection: Connection, DashboardName: string): Promise<DashboardBody> {
  try {
    const { DashboardBody: text = '{}' } = await new CloudWatchClient(connection).send(
      new GetDashboardCommand({ DashboardName }),
    )
    return JSON.parse(text)
  } catch (error) {
    if (!isNotFound(error)) throw error
    const names = (await listDashboards(connection)).map(({ name }) => name)
    const others = names.length === 0 ? 'there is none at all' : `there are ${names.join(', ')}`
    throw new MissingDashboardError(`There is no dashboard ${JSON.stringify(DashboardName)}: ${others}.`)
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DashboardNotFoundError || (error as Error).name === 'ResourceNotFound'
}
