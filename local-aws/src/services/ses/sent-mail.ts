import type { ConfigurationSet } from './configuration-set.ts'
import type { OutgoingMail } from './outgoing-mail.ts'

/** A mail that SES accepted, with the data for its events. */
export interface SentMail extends OutgoingMail {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number
  readonly configurationSet: ConfigurationSet | undefined
  /** ARN of the verified identity of the sender. */
  readonly identityArn: string
  /** The name of the IAM user or role that sent it. */
  readonly sender: string
}
