import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Traits } from './account-traits.ts'
import { AnsweredError } from './answered-error.ts'
import { type Action, ANSWERS, type Input } from './stub-answers.ts'

/** The error that an action is answered with, whatever the account has. */
export type Refusal = (action: string, times: number) => AnsweredError | undefined

/** An HTTP server that answers as AWS documents it, for an account with certain traits. */
export class StubAccount {
  /** The actions that were asked for: `sqs:GetQueueUrl`. */
  readonly asked: string[] = []
  readonly #traits: Traits
  readonly #refusal: Refusal
  readonly #server: Server

  private constructor(traits: Traits, refusal: Refusal) {
    this.#traits = traits
    this.#refusal = refusal
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async open(traits: Traits, refusal: Refusal = () => undefined): Promise<StubAccount> {
    const account = new StubAccount(traits, refusal)
    await new Promise<void>(resolve => account.#server.listen(0, '127.0.0.1', resolve))
    return account
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    const { name, input, respond, fail } = actionOf(request, body)
    this.asked.push(name)
    try {
      const refused = this.#refusal(name, this.asked.filter(each => each === name).length)
      if (refused) throw refused
      const answer = ANSWERS[name]
      if (!answer) throw new AnsweredError('UnknownOperationException', `no ${name}`, 404)
      respond(response, answer(this.#traits, input))
    } catch (error) {
      if (!(error instanceof AnsweredError)) throw error
      fail(response, error)
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** The service is that which the request was signed for; the action is where the service's protocol has it. */
function actionOf(request: IncomingMessage, body: string): Action {
  const service = /Credential=[^,]*\/([a-z0-9-]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  )?.[1]
  const target = request.headers['x-amz-target'] as string | undefined
  if (target) return json(`${service}:${target.split('.').at(-1)}`, JSON.parse(body))
  const form = new URLSearchParams(body)
  if (form.has('Action')) return query(`${service}:${form.get('Action')}`, Object.fromEntries(form))
  return rest(`${service}:${request.method}`, { path: decodeURIComponent(request.url ?? '').split('?')[0] })
}

const json = (name: string, input: Input): Action => ({
  name,
  input,
  respond: (response, body) => response.end(JSON.stringify(body)),
  fail: (response, { code, message, status }) =>
    response.writeHead(status).end(JSON.stringify({ __type: code, message })),
})

const rest = (name: string, input: Input): Action => ({
  ...json(name, input),
  fail: (response, { code, message, status }) =>
    response.writeHead(status, { 'x-amzn-errortype': code }).end(JSON.stringify({ message })),
})

const query = (name: string, input: Input): Action => {
  const action = name.split(':')[1]
  return {
    name,
    input,
    respond: (response, body) =>
      response.end(`<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`),
    fail: (response, { code, message, status }) =>
      response
        .writeHead(status)
        .end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        ),
  }
}
