import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PathHandler } from '../../api/front-door.ts'

/** A mail that arrived. */
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

/** The newest mails that are kept; older ones are forgotten. */
export const KEPT_MAILS = 20_000
/** The same bound for their texts, in characters: mails may be long. */
export const KEPT_CHARACTERS = 128 * 1024 * 1024

/**
 * Where all mail arrives: none leaves this machine.
 *
 * `GET /_aws/ses` answers `{ "messages": [...] }`, newest last; `?to=<address>` gives those to one
 * recipient, by whichever of To, Cc or Bcc.
 */
export class MailStore implements PathHandler {
  readonly prefix = '/_aws/ses'
  #mails: ReceivedMail[] = []
  #characters = 0

  add(mail: ReceivedMail): void {
    this.#mails.push(mail)
    this.#characters += charactersOf(mail)
    if (this.#mails.length > KEPT_MAILS || this.#characters > KEPT_CHARACTERS) this.#forgetOldest()
  }

  /** @param to an address without display name; case does not matter */
  mails(to?: string): readonly ReceivedMail[] {
    if (to === undefined) return this.#mails
    const wanted = to.toLowerCase()
    return this.#mails.filter(mail =>
      [...mail.to, ...mail.cc, ...mail.bcc].some(mailbox => bareAddress(mailbox).toLowerCase() === wanted),
    )
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end()
      return
    }
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const messages = this.mails(searchParams.get('to') ?? undefined)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ messages }))
  }

  /** A tenth at a time, so that keeping the bound costs little per mail. */
  #forgetOldest(): void {
    const forgotten = this.#mails.splice(0, Math.ceil(this.#mails.length / 10))
    for (const mail of forgotten) this.#characters -= charactersOf(mail)
  }
}

function charactersOf({ subject, text = '', html = '' }: ReceivedMail): number {
  return subject.length + text.length + html.length
}

function bareAddress(mailbox: string): string {
  return /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox
}
