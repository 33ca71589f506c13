import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from './connection.ts'

/** One function's work on one message, as it logged it. Times are ISO 8601 with milliseconds. */
export interface Hop {
  /** `<domain>-<function>`. */
  service: string
  /** The CloudEvents type of the message. */
  event: string
  messageId: string
  /** Undefined where the message did not tell. */
  correlationId?: string
  receiveCount: number
  sentAt: string
  receivedAt: string
  doneAt: string
  outcome: 'done' | 'retry' | 'dead-lettered'
  reason?: string
  /** The mailer alone: why it left the address out. */
  suppressed?: 'bounce' | 'complaint'
}

/** Which hops: those of one purchase, video or post, or all of one function. */
export type Search = { stage: string; since?: Date } & ({ correlationId: string } | { service: string })

/**
 * Everything that was done for one purchase, video or post, or by one function, in the order in which it was received.
 *
 * The trail is in the structured logs, not in X-Ray: Lambda samples traces, and logs are complete.
 */
export async function findTrail(connection: Connection, search: Search): Promise<Hop[]> {
  const { stage, since } = search
  const [field, value] =
    'service' in search ? ['service', search.service] : ['correlationId', search.correlationId]
  const client = new CloudWatchLogsClient(connection)
  const hops: Hop[] = []
  for await (const groups of paginateDescribeLogGroups(
    { client },
    { logGroupNamePrefix: `/messaging/${stage}/` },
  )) {
    const searches = (groups.logGroups ?? []).map(async ({ logGroupName }) => {
      const filter = {
        logGroupName,
        filterPattern: `{ $.message = "hop" && $.${field} = "${value}" }`,
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
