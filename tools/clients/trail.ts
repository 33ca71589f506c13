import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from './connection.ts'

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
  /** Only from the mailer: SES's id of the mail. */
  sesMessageId?: string
  /** The id of the mail, or of the mail that the message asks for. */
  emailId?: string
  /** Only from the mailer: why it did not send to the address. */
  suppressed?: 'bounce' | 'complaint'
}

/** Selects the hops of one purchase, video or post, of one function, of one group of its queue, or of the whole stage. */
export interface Search {
  stage: string
  since?: Date
  correlationId?: string
  service?: string
  group?: string
}

/**
 * Finds hops in the order in which their messages were received: of one purchase, video or post, of one function, or of
 * the whole stage.
 *
 * The trail is read from the structured logs, not from X-Ray, because Lambda samples traces but logs completely.
 */
export async function findTrail(connection: Connection, search: Search): Promise<Hop[]> {
  const { stage, since, correlationId, service, group } = search
  const conditions = Object.entries({ message: 'hop', correlationId, service, group }).flatMap(
    ([field, value]) => (value === undefined ? [] : [`$.${field} = "${value}"`]),
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

/** How long the message waited in a queue, a topic or the gateway, in milliseconds. */
export function waitedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.receivedAt) - Date.parse(hop.sentAt))
}

/** How long the function worked on it, in milliseconds. */
export function workedMs(hop: Hop): number {
  return Math.max(0, Date.parse(hop.doneAt) - Date.parse(hop.receivedAt))
}
