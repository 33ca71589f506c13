import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from './connection.ts'

/** One function's work on one message or API request, as it logged it. Times are ISO 8601 with milliseconds. */
export interface Hop {
  /** `<domain>-<function>`. */
  service: string
  /** The CloudEvents type of the message; of a request that makes no event, its route. */
  event: string
  messageId: string
  /** Undefined where the message did not tell. */
  correlationId?: string
  receiveCount: number
  sentAt: string
  receivedAt: string
  doneAt: string
  /** The last two are of API requests alone: answered with 4xx, with 5xx. */
  outcome: 'done' | 'retry' | 'dead-lettered' | 'refused' | 'failed'
  reason?: string
  /** What the message needs and is down: `dynamodb`. */
  waitsFor?: string
  /** Of the invocation, which had up to a batch of messages. */
  function_request_id?: string
  /** The mailer alone: what SES called the mail. */
  sesMessageId?: string
  /** The mailer alone: why it left the address out. */
  suppressed?: 'bounce' | 'complaint'
}

/** Which hops: those of one purchase, video or post, those of one function, or all of the stage. */
export interface Search {
  stage: string
  since?: Date
  correlationId?: string
  service?: string
}

/**
 * Everything that was done, in the order in which it was received: for one purchase, video or post, by one function,
 * or in the whole stage.
 *
 * The trail is in the structured logs, not in X-Ray: Lambda samples traces, and logs are complete.
 */
export async function findTrail(connection: Connection, search: Search): Promise<Hop[]> {
  const { stage, since, correlationId, service } = search
  const conditions = Object.entries({ message: 'hop', correlationId, service }).flatMap(([field, value]) =>
    value === undefined ? [] : [`$.${field} = "${value}"`],
  )
  const client = new CloudWatchLogsClient(connection)
  const hops: Hop[] = []
  for await (const groups of paginateDescribeLogGroups(
    { client },
    { logGroupNamePrefix: `/messaging/${stage}/` },
  )) {
    const searches = (groups.logGroups ?? []).map(async ({ logGroupName }) => {
      const filter = {
        logGroupName,
        filterPattern: `{ ${conditions.join(' && ')} }`,
        startTime: since?.getTime(),
      }
      for await (const page of paginateFilterLogEvents({ client }, filter)) {
        for (const { message } of page.events ?? []) hops.push(JSON.parse(message as string) as Hop)
      }
    })
    await Promise.all(searches)
  }
  return hops.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
}

/** How long the message lay in a queue, a topic or the gateway, in milliseconds. */
export function waitedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.receivedAt) - Date.parse(hop.sentAt))
}

/** How long the function worked on it, in milliseconds. */
export function workedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.doneAt) - Date.parse(hop.receivedAt))
}
