import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch'
import { type Connection, localConnection } from '../../clients/connection.ts'
import { LocalAwsProcess } from '../../clients/local-aws-process.ts'
import { MeasuredShop } from '../measured-shop.ts'
import type { Row } from '../report.ts'
import { type LogLine, logLines } from './log-lines.ts'

const STAGE = 'dev'
/** So many, one after the other: batches of several purchases have fewer lines of metrics. */
const ALONE = 30
/** Longer than any function's batching window. */
const PAUSE_MS = 1_500
const TOGETHER = 500

/** CloudWatch Logs bills "the sum of all event messages in UTF-8, plus 26 bytes for each log event". */
const EVENT_BYTES = 26
const USD_A_GB = 0.5
const GB = 1024 ** 3
const USD_A_TRACE = 5 / 1_000_000
/** Lambda samples a request a second and 5 % of the others. */
const SAMPLED = 0.05
const USD_A_METRIC = 0.3
const MILLION = 1_000_000
const MOST_USD = 4

/** What a million purchases cost in log lines and traces, at us-east-1's prices of November 2026. */
export async function measureTrailCost(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const shop = await MeasuredShop.on(local.endpoint, local.pid)
    // The first invocations have lines of their own.
    await shop.place(1)
    await shop.settle()
    const alone = await bytesOf(connection, ALONE, async () => {
      for (let purchase = 0; purchase < ALONE; purchase++) {
        await shop.place(1)
        await sleep(PAUSE_MS)
      }
      await shop.settle()
    })
    const together = await bytesOf(connection, TOGETHER, async () => {
      await shop.place(TOGETHER)
      await shop.settle()
    })
    await shop.close()
    return [costRow(alone, together), await metricsRow(connection)]
  } finally {
    await local.stop()
  }
}

/** Per purchase. */
interface Bytes {
  readonly all: number
  readonly clickstream: number
}

async function bytesOf(connection: Connection, purchases: number, work: () => Promise<void>): Promise<Bytes> {
  const before = billed(await logLines(connection, STAGE))
  await work()
  const after = billed(await logLines(connection, STAGE))
  return {
    all: (after.all - before.all) / purchases,
    clickstream: (after.clickstream - before.clickstream) / purchases,
  }
}

function billed(lines: readonly LogLine[]): Bytes {
  const sum = (some: readonly LogLine[]) =>
    some.reduce((bytes, { message }) => bytes + Buffer.byteLength(message) + EVENT_BYTES, 0)
  return {
    all: sum(lines),
    clickstream: sum(lines.filter(({ logGroup }) => logGroup.includes('/clickstream/'))),
  }
}

function costRow(alone: Bytes, together: Bytes): Row {
  const usd = usdOf(alone)
  return {
    what: 'logs and traces of a million purchases, one at a time',
    measured: `${usd.toFixed(2)} USD: ${Math.round(alone.all)} bytes a purchase, ${Math.round(alone.clickstream)} of them the clickstream's`,
    beside: `${TOGETHER} at once ${usdOf(together).toFixed(2)} USD: ${Math.round(together.all)} bytes`,
    target: { text: `≤ ${MOST_USD.toFixed(2)} USD`, met: usd <= MOST_USD },
  }
}

function usdOf({ all }: Bytes): number {
  return MILLION * ((all / GB) * USD_A_GB + SAMPLED * USD_A_TRACE)
}

async function metricsRow(connection: Connection): Promise<Row> {
  let count = 0
  const client = new CloudWatchClient(connection)
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: `Messaging/${STAGE}` })) {
    count += Metrics.length
  }
  return {
    what: 'custom metrics that purchases put',
    measured: `${count}: ${(count * USD_A_METRIC).toFixed(2)} USD a month, for the hours in which messages come`,
  }
}
