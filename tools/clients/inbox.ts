/** A mail that the local SES accepted; on an account, it would be in the recipient's mailbox. */
export interface InboxMail {
  from: string
  to: string[]
  subject: string
  text?: string
  html?: string
  /** The headers that the sender added, by name. */
  headers: Record<string, string>
  /** The e-mail tags by name. */
  tags: Record<string, string>
}

/**
 * Everything sent since the local AWS at `endpoint` started, the oldest first.
 *
 * @param address the recipient. @default - all recipients
 */
export async function readInbox(endpoint: string, address?: string): Promise<InboxMail[]> {
  const query = address === undefined ? '' : `?to=${encodeURIComponent(address)}`
  const response = await fetch(`${endpoint}/_aws/ses${query}`)
  if (!response.ok)
    throw new Error(`The inbox${address ? ` of ${address}` : ''} answered ${response.status}.`)
  return ((await response.json()) as { messages: InboxMail[] }).messages
}
