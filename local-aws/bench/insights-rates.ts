import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { clientOf } from './load.ts'
import { median, perSecond, type Row } from './row.ts'
import { Server } from './server.ts'

const ROUNDS = 5
/** The local AWS keeps 100,000 events in a group. */
const GROUPS = 10
const LINES_A_GROUP = 100_000
const LINES = GROUPS * LINES_A_GROUP
const LINES_A_BATCH = 4000
/** How often a query is asked for its results. */
const POLL_MS = 10
const MOST = 5

const QUERIES = {
  'every line parsed': 'filter duration > 500 | stats count(*), pct(duration, 95) by bin(5m)',
  'most lines skipped by their text': 'filter level = "ERROR" | stats count(*), pct(duration, 95) by bin(5m)',
}

const group = (index: number) => `/bench/${index}`
const stream = { logStreamName: 'lines' }

/**
 * A query over a million JSON lines, by the SDK from StartQuery to its results, beside a loop in this process that does
 * nothing but `JSON.parse` each of the lines and test one field. Both in turns.
 */
export async function measureInsightsRates(): Promise<Row[]> {
  const local = await Server.localAws()
  const client = new CloudWatchLogsClient(clientOf(local.endpoints[0] as string))
  try {
    const now = Date.now()
    const lines = Array.from({ length: LINES }, (_, index) => line(index))
    for (let index = 0; index < GROUPS; index++) await fill(client, index, now, lines)
    const rows: Row[] = []
    for (const [how, query] of Object.entries(QUERIES))
      rows.push(await compared(client, now, lines, how, query))
    return rows
  } finally {
    client.destroy()
    await local.stop()
  }
}

async function compared(
  client: CloudWatchLogsClient,
  now: number,
  lines: readonly string[],
  how: string,
  query: string,
): Promise<Row> {
  const rounds: { queryMs: number; scanMs: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const queryMs = await timed(() => run(client, now, query))
    const scanMs = await timed(async () => scan(lines))
    // The first one warms both up.
    if (round > 0) rounds.push({ queryMs, scanMs })
  }
  const ratio = median(rounds.map(({ queryMs, scanMs }) => queryMs / scanMs))
  const rate = (ms: number) => perSecond((LINES / ms) * 1000, 'lines')
  return {
    what: `Logs Insights, filter and stats with pct over ${LINES.toLocaleString('en')} JSON lines, ${how}`,
    measured: rate(median(rounds.map(({ queryMs }) => queryMs))),
    beside: `bare scan ${rate(median(rounds.map(({ scanMs }) => scanMs)))}`,
    ratio,
    target: { text: `≤ ${MOST}× as long`, met: ratio <= MOST },
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** About as long as what functions log here. */
function line(index: number): string {
  return JSON.stringify({
    level: index % 50 === 0 ? 'ERROR' : 'INFO',
    message: 'handled a request',
    service: 'orders',
    correlationId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    status: index % 50 === 0 ? 500 : 200,
    duration: ((index * 7919) % 10_000) / 10,
    request: { method: 'POST', path: `/orders/${index}` },
  })
}

/** Puts the lines of a group, spread over the hour before `now`. */
async function fill(
  client: CloudWatchLogsClient,
  index: number,
  now: number,
  lines: readonly string[],
): Promise<void> {
  const logGroupName = group(index)
  await client.send(new CreateLogGroupCommand({ logGroupName }))
  await client.send(new CreateLogStreamCommand({ logGroupName, ...stream }))
  for (let start = 0; start < LINES_A_GROUP; start += LINES_A_BATCH) {
    const batch = lines.slice(index * LINES_A_GROUP + start, index * LINES_A_GROUP + start + LINES_A_BATCH)
    const timestamp = now - Math.round(3_600_000 * (1 - start / LINES_A_GROUP))
    const logEvents = batch.map(message => ({ timestamp, message }))
    await client.send(new PutLogEventsCommand({ logGroupName, ...stream, logEvents }))
  }
}

async function run(client: CloudWatchLogsClient, now: number, queryString: string): Promise<void> {
  const seconds = Math.floor(now / 1000)
  const logGroupNames = Array.from({ length: GROUPS }, (_, index) => group(index))
  const range = { startTime: seconds - 7200, endTime: seconds + 60 }
  const { queryId } = await client.send(new StartQueryCommand({ logGroupNames, queryString, ...range }))
  for (;;) {
    const { status, statistics } = await client.send(new GetQueryResultsCommand({ queryId }))
    if (status === 'Complete') {
      if (statistics?.recordsScanned === LINES) return
      throw new Error(`The query scanned ${statistics?.recordsScanned} lines, not ${LINES}.`)
    }
    if (status !== 'Scheduled' && status !== 'Running') throw new Error(`The query is ${status}.`)
    await sleep(POLL_MS)
  }
}

function scan(lines: readonly string[]): number {
  let slow = 0
  for (const text of lines) if ((JSON.parse(text) as { duration: number }).duration > 500) slow++
  return slow
}
