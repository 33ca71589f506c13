import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import { AwsError } from '../../aws-error.ts'
import type { Confirmations } from './confirmations.ts'
import { CONFIRM_PATH, UNSUBSCRIBE_PATH } from './links.ts'

/**
 * The links in SNS's mails. A mail program or a web mail of another origin may open them, so each holds a secret that only
 * the mail has.
 */
export class LinkPages implements PathHandler {
  readonly prefix = '/_aws/sns/'
  readonly openToPages = true
  readonly #confirmations: Confirmations

  constructor(confirmations: Confirmations) {
    this.#confirmations = confirmations
  }

  serve({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end()
      return
    }
    const path = url.split('?')[0] as string
    if (path.startsWith(CONFIRM_PATH)) return this.#confirm(path.slice(CONFIRM_PATH.length), response)
    if (path.startsWith(UNSUBSCRIBE_PATH)) return this.#end(path.slice(UNSUBSCRIBE_PATH.length), response)
    page(response, 404, 'There is no such page: open the link as it is in the mail.')
  }

  #confirm(token: string, response: ServerResponse): void {
    try {
      const { endpoint, topicArn } = this.#confirmations.confirm(token, { authenticated: false })
      page(response, 200, `Subscription confirmed: ${endpoint} gets the messages of ${topicArn}.`)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      page(response, 404, 'This link is not valid, or no longer: it is valid for two days. Subscribe again.')
    }
  }

  #end(secret: string, response: ServerResponse): void {
    const ended = this.#confirmations.unsubscribe(secret)
    if (ended) {
      page(response, 200, `Unsubscribed: ${ended.endpoint} gets no more messages of ${ended.topicArn}.`)
      return
    }
    const reason = 'This link ends no subscription: it has ended already, or only its owner may end it.'
    page(response, 404, `${reason} The owner does so with the action Unsubscribe.`)
  }
}

/** Plain text, so that nothing in it can be markup. */
function page(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
