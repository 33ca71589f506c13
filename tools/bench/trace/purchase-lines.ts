import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from '../../clients/connection.ts'
import { type LogLine, logLines } from './log-lines.ts'

/** The lines of a purchase that has gone all the way, to be written again as those of others. */
export interface PurchaseLines {
  readonly purchaseId: string
  /** When it was placed, in ms since the epoch. */
  readonly placedAt: number
  readonly lines: readonly LogLine[]
}

export async function linesOf(
  connection: Connection,
  stage: string,
  purchaseId: string,
): Promise<PurchaseLines> {
  const all = await logLines(connection, stage)
  const lines = all.filter(({ message }) => message.includes(purchaseId))
  const times = lines.flatMap(({ message }) => message.match(TIME) ?? []).map(time => Date.parse(time))
  return { purchaseId, placedAt: Math.min(...times), lines }
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const TIME_DIGITS = 12
const STREAM = 'bench'
/** "The maximum batch size is 1,048,576 bytes … the sum of all event messages in UTF-8, plus 26 bytes for each log event." */
const BATCH_BYTES = 1_000_000
const EVENT_BYTES = 26

/**
 * Writes the lines of so many purchases, one placed every `everyMs`, the last of them just now.
 *
 * @returns their ids, oldest first
 */
export async function writePurchases(
  connection: Connection,
  template: PurchaseLines,
  { count, everyMs }: { count: number; everyMs: number },
): Promise<string[]> {
  const client = new CloudWatchLogsClient(connection)
  const end = Date.now()
  const placed = Array.from({ length: count }, (_, index) => {
    const at = end - (count - index) * everyMs
    return { at, id: idAt(at, template.purchaseId, index) }
  })
  for (const [logGroupName, lines] of Map.groupBy(template.lines, ({ logGroup }) => logGroup)) {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: STREAM }))
    let logEvents: { timestamp: number; message: string }[] = []
    let bytes = 0
    const flush = async () => {
      if (logEvents.length === 0) return
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: STREAM, logEvents }))
      ;[logEvents, bytes] = [[], 0]
    }
    for (const { at, id } of placed) {
      for (const { message: line } of lines) {
        const message = moved(line, template, at, id)
        if (bytes + message.length + EVENT_BYTES > BATCH_BYTES) await flush()
        logEvents.push({ timestamp: at, message })
        bytes += message.length + EVENT_BYTES
      }
    }
    await flush()
  }
  return placed.map(({ id }) => id)
}

/** A UUIDv7 of that time. */
function idAt(at: number, like: string, index: number): string {
  const time = at.toString(16).padStart(TIME_DIGITS, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${like.slice(13, 24)}${index.toString(16).padStart(12, '0')}`
}

function moved(line: string, { purchaseId, placedAt }: PurchaseLines, at: number, id: string): string {
  return line
    .replaceAll(purchaseId, id)
    .replace(TIME, time => new Date(Date.parse(time) - placedAt + at).toISOString())
}
