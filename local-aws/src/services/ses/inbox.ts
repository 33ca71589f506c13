import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import type { Account } from '../../account.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import type { Inbox, Mail } from '../../ports.ts'
import { bareAddress } from './email-address.ts'
import { messageId } from './message-id.ts'

/** A delivered mail. */
export interface ReceivedMail {
  /** SES's message id. */
  id: string
  /** When it was accepted, ISO 8601. */
  timestamp: string
  from: string
  to: readonly string[]
  cc: readonly string[]
  bcc: readonly string[]
  replyTo: readonly string[]
  subject: string
  text?: string
  html?: string
  /** The headers that the sender added. */
  headers: Readonly<Record<string, string>>
  /** The e-mail tags by name. */
  tags: Readonly<Record<string, string>>
}

/** The maximum number of mails that are kept; older ones are removed. */
export const KEPT_MAILS = 120_000
/** The limit for their total text, in characters, because mails may be long. */
export const KEPT_CHARACTERS = 128 * 1024 * 1024

interface Kept {
  readonly mail: ReceivedMail
  /** Bare addresses in lower case. */
  readonly recipients: readonly string[]
}

/**
 * Receives all mail: none leaves this machine.
 *
 * `GET /_aws/ses` returns `{ "messages": [...] }`, newest last; `?to=<address>` returns only mails that reached this
 * recipient by To, Cc or Bcc.
 */
export class MailStore implements PathHandler, Inbox {
  readonly prefix = '/_aws/ses'
  readonly #account: Account
  #kept: Kept[] = []
  #characters = 0

  constructor(account: Account) {
    this.#account = account
  }

  /** @param reached the mailboxes that accepted the mail, without those that bounced it */
  add(mail: ReceivedMail, reached: readonly string[]): void {
    const recipients = reached.map(mailbox => bareAddress(mailbox).toLowerCase())
    this.#kept.push({ mail, recipients })
    this.#characters += charactersOf(mail)
    if (this.#kept.length > KEPT_MAILS || this.#characters > KEPT_CHARACTERS) this.#forgetOldest()
  }

  deliver({ from, to, subject, text, html }: Mail): void {
    const timestamp = new Date(this.#account.clock.now()).toISOString()
    const content = { from, to, cc: [], bcc: [], replyTo: [], subject, text, html, headers: {}, tags: {} }
    this.add({ id: messageId(this.#account), timestamp, ...content }, to)
  }

  /** @param to an address without display name; case does not matter */
  mails(to?: string): readonly ReceivedMail[] {
    const wanted = to?.toLowerCase()
    const found =
      wanted === undefined ? this.#kept : this.#kept.filter(({ recipients }) => recipients.includes(wanted))
    return found.map(({ mail }) => mail)
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end()
      return
    }
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const mails = this.mails(searchParams.get('to') ?? undefined)
    response.writeHead(200, { 'content-type': 'application/json' })
    // A client that disconnects before the end gets no more.
    await pipeline(Readable.from(jsonOf(mails)), response).catch(() => {})
  }

  /** Removes a tenth at a time, so that the limit costs little per mail. */
  #forgetOldest(): void {
    const forgotten = this.#kept.splice(0, Math.ceil(this.#kept.length / 10))
    for (const { mail } of forgotten) this.#characters -= charactersOf(mail)
  }
}

/** How much is written at a time, in characters. */
const WRITTEN_AT_ONCE = 256 * 1024

/** `{ "messages": [...] }` in parts: in one piece, a full inbox would stop the server, or be too long for a string. */
async function* jsonOf(mails: readonly ReceivedMail[]): AsyncGenerator<string> {
  let part = '{"messages":['
  for (const [index, mail] of mails.entries()) {
    if (index > 0) part += ','
    part += JSON.stringify(mail)
    if (part.length < WRITTEN_AT_ONCE) continue
    yield part
    part = ''
    await setImmediate()
  }
  yield `${part}]}`
}

function charactersOf({ subject, text = '', html = '' }: ReceivedMail): number {
  return subject.length + text.length + html.length
}
