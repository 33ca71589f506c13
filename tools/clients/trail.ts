import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from './connection.ts'
import { inParallel } from './in-parallel.ts'

/** What a hop sent. */
export interface Sent {
  /** The queue, topic, stream or bucket, by its name. */
  to: string
  /** The CloudEvents type; for an object, S3's name of the event. */
  event: string
  count: number
  /** Of one event: what is sent twice under one id arrives once, or is taken once. */
  id?: string
  /** Of an object. */
  key?: string
  /** It is the client who sends it, if anybody does: an upload by a URL that the answer has. */
  by?: 'client'
}

/** One function's work on one message or API request, from its log. Times are ISO 8601 with milliseconds. */
export interface Hop {
  /** `<domain>-<function>`. */
  service: string
  /** The CloudEvents type of the message; for a request that makes no event, its route. */
  event: string
  messageId: string
  /** Of a message from a FIFO queue: it waits for those of its group before it. */
  group?: string
  /** Undefined if the message had none. */
  correlationId?: string
  /** The trace that it belongs to, 32 hexadecimal digits. */
  traceId?: string
  receiveCount: number
  sentAt: string
  receivedAt: string
  doneAt: string
  /** The last two are only for API requests with a response of 4xx (`refused`) or 5xx (`failed`). */
  outcome: 'done' | 'retry' | 'dead-lettered' | 'refused' | 'failed'
  reason?: string
  /** The dependency that is down and that the message waits for: `dynamodb`. */
  waitsFor?: string
  sent?: Sent[]
  /** The request id of the invocation, which processed up to a batch of messages. */
  function_request_id?: string
  /** Only in the shop. */
  customerId?: string
  /** Only from the mailer: SES's id of the mail. */
  sesMessageId?: string
  /** The id of the mail, or of the mail that the message asks for. */
  emailId?: string
  /** Only from the mailer: why it did not send to the address. */
  suppressed?: 'bounce' | 'complaint'
}

/**
 * Selects the hops of one purchase, video or post, of one customer, of one trace, of one function, of one group of its queue, or of
 * the whole stage.
 */
export interface Search {
  stage: string
  /** Lines that were written before it are left out. @default - as far back as the logs go */
  since?: Date
  /** Lines that were written after it are left out. @default - none */
  until?: Date
  /** With an asterisk at its end, all that begin so. */
  correlationId?: string
  customerId?: string
  traceId?: string
  service?: string
  group?: string
}

/** FilterLogEvents is throttled at 5 to 25 requests a second, by region (CloudWatch Logs quotas). */
const AT_ONCE = 5
const MAX_ATTEMPTS = 8

/**
 * Finds hops in the order in which their messages were received: of one purchase, video or post, of one function, or of
 * the whole stage.
 *
 * The trail is read from the structured logs, not from X-Ray, because Lambda samples traces but logs completely.
 */
export async function findTrail(connection: Connection, search: Search): Promise<Hop[]> {
  const client = new CloudWatchLogsClient({ ...connection, maxAttempts: MAX_ATTEMPTS })
  const groups = await logGroups(client, search)
  const hops = await inParallel(groups, AT_ONCE, logGroupName => hopsIn(client, logGroupName, search))
  return hops.flat().sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
}

/** Each function has its own, `/messaging/<stage>/<domain>/<function>`. */
async function logGroups(client: CloudWatchLogsClient, { stage, service }: Search): Promise<string[]> {
  const logGroupNamePrefix = `/messaging/${stage}/${service?.replace('-', '/') ?? ''}`
  const names: string[] = []
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []))
  }
  return names
}

async function hopsIn(client: CloudWatchLogsClient, logGroupName: string, search: Search): Promise<Hop[]> {
  const { since, until, correlationId, customerId, traceId, service, group } = search
  const conditions = Object.entries({
    message: 'hop',
    correlationId,
    customerId,
    traceId,
    service,
    group,
  }).flatMap(([field, value]) => (value === undefined ? [] : [`$.${field} = ${quoted(value)}`]))
  const filter = {
    logGroupName,
    filterPattern: `{ ${conditions.join(' && ')} }`,
    startTime: since?.getTime(),
    endTime: until?.getTime(),
  }
  const hops: Hop[] = []
  for await (const page of paginateFilterLogEvents({ client }, filter)) {
    for (const { message } of page.events ?? []) hops.push(hopIn(message as string))
  }
  return hops
}

/** A line of the log. What was sent once has no count there. */
function hopIn(line: string): Hop {
  const hop = JSON.parse(line) as Hop
  return hop.sent ? { ...hop, sent: hop.sent.map(sent => ({ ...sent, count: sent.count ?? 1 })) } : hop
}

/** A text in a filter pattern. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** How long the message waited in a queue, a topic or the gateway, in milliseconds. */
export function waitedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.receivedAt) - Date.parse(hop.sentAt))
}

/** How long the function worked on it, in milliseconds. */
export function workedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.doneAt) - Date.parse(hop.receivedAt))
}
