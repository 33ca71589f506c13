import type { SQSRecord } from 'aws-lambda'
import { mailMailer } from '../contracts/consumers/mail-mailer.ts'
import { mailboxKey } from '../contracts/email-address.ts'
import { cloudEvents } from '../queue/message.ts'
import { suppressionReasons } from './suppression-table.ts'

const messages = cloudEvents(mailMailer)

/** The recipients of a batch. Reads the suppressions of all of them at once, when the first is needed. */
export class BatchRecipients {
  readonly #records: readonly SQSRecord[]
  #reasons: Promise<ReadonlyMap<string, string>> | undefined

  constructor(records: readonly SQSRecord[]) {
    this.#records = records
  }

  /** Why a recipient gets no mail; undefined if they do. */
  async suppressionReason(address: string): Promise<string | undefined> {
    this.#reasons ??= suppressionReasons(this.#records.flatMap(({ body }) => recipientOf(body)))
    return (await this.#reasons).get(mailboxKey(address))
  }
}

function recipientOf(body: string): string[] {
  try {
    const email = messages.open(body).read()
    return email ? [email.data.to] : []
  } catch {
    // An invalid message has no recipient; its error is reported when it is processed.
    return []
  }
}
