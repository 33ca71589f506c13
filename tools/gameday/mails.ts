import type { Connection } from '../clients/connection.ts'
import { readInbox } from '../clients/inbox.ts'
import type { Hop } from '../clients/trail.ts'

/** How many mails arrived, by the id of the purchase or video that they are about. */
export type MailCounts = ReadonlyMap<string, number>

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Counts the mails in the inbox of the local AWS, independently of the mailer's log. */
export async function mailsInInbox(connection: Connection): Promise<MailCounts> {
  const counts = new Map<string, number>()
  for (const { subject, text = '' } of await readInbox(connection.endpoint as string)) {
    for (const id of new Set(`${subject} ${text}`.match(ID))) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/**
 * Counts the mails in the mailer's log, by the message ids of SES. If a function ended before it logged that SES took a
 * mail, and the mail was sent again, it counts once.
 */
export function mailsInLog(hops: readonly Hop[]): MailCounts {
  const ids = new Map<string, Set<string>>()
  for (const { correlationId, sesMessageId } of hops) {
    if (correlationId === undefined || sesMessageId === undefined) continue
    ids.set(correlationId, (ids.get(correlationId) ?? new Set()).add(sesMessageId))
  }
  return new Map([...ids].map(([id, mails]) => [id, mails.size]))
}
