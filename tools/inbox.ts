/** A mail that the local SES took; on an account it would be in the recipient's mailbox. */
export interface InboxMail {
  from: string
  to: string[]
  subject: string
  text?: string
}

/** Everything sent to `address` since the local AWS at `endpoint` was started, the oldest first. */
export async function readInbox(endpoint: string, address: string): Promise<InboxMail[]> {
  const response = await fetch(`${endpoint}/_aws/ses?to=${encodeURIComponent(address)}`)
  if (!response.ok) throw new Error(`The inbox of ${address} answered ${response.status}.`)
  return ((await response.json()) as { messages: InboxMail[] }).messages
}
