import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import { readBody } from '../../api/front-door/request-body.ts'
import { type Timer, toMilliseconds } from '../../clock.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import type { Functions } from '../../ports.ts'
import { secretHex } from '../../random.ts'
import { CustomResourceError } from './errors.ts'

/** Lambda, for functions that provide custom resources. */
export interface CustomResourceProviders extends Functions {
  /** From its next environment on, the function reaches ResponseURL although it calls it by HTTPS. */
  provideCustomResources(functionArn: string): void
}

/** What a provider is asked to make or delete. */
export interface CustomResourceRequest {
  serviceToken: string
  stackId: string
  logicalId: string
  type: string
  properties: Readonly<Record<string, unknown>>
  timeoutSeconds: number
}

/** The members of an event that differ by the type of request. */
interface RequestMembers {
  RequestType: 'Create' | 'Delete'
  PhysicalResourceId?: string
}

/** What a provider puts to ResponseURL. */
export interface CustomResourceAnswer {
  Status?: string
  Reason?: string
  PhysicalResourceId?: string
  Data?: Record<string, unknown>
}

/**
 * How long to wait for the answer of a function that has returned without one. On AWS it is the whole timeout, an hour
 * unless the template says otherwise; here nothing but the function itself, or one that it invoked, could answer.
 */
const GRACE_MS = toMilliseconds({ minutes: 1 })

/** "The total size of the response body can't exceed 4096 bytes" (CloudFormation guide, custom resource response). */
const MAX_ANSWER_BYTES = 4_096
/** Longer answers are not read, so their custom resource fails with a timeout. */
const MAX_READ_BYTES = 1024 ** 2

/**
 * Asks the functions behind custom resources to create and delete them, and takes their answers at ResponseURL. Update
 * is never sent: no stack is updated here.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export class CustomResources implements PathHandler {
  readonly prefix = '/_aws/custom-resource/'
  readonly #account: Account
  readonly #providers: CustomResourceProviders
  /** By the secret part of ResponseURL. */
  readonly #waiting = new Map<string, (answer: CustomResourceAnswer) => void>()

  constructor(account: Account, providers: CustomResourceProviders) {
    this.#account = account
    this.#providers = providers
  }

  /**
   * Resolves with the answer of success.
   *
   * @throws CustomResourceError where the provider fails, answers FAILED, or answers nothing in time
   */
  async create(request: CustomResourceRequest): Promise<CustomResourceAnswer> {
    const answer = await this.#send(request, { RequestType: 'Create' })
    if (answer.PhysicalResourceId) return answer
    throw new CustomResourceError(
      'the custom resource answered without a PhysicalResourceId: it must give one',
    )
  }

  /** @throws CustomResourceError as {@link create} */
  async delete(request: CustomResourceRequest, physicalId: string): Promise<void> {
    await this.#send(request, { RequestType: 'Delete', PhysicalResourceId: physicalId })
  }

  async #send(request: CustomResourceRequest, members: RequestMembers): Promise<CustomResourceAnswer> {
    const { serviceToken, logicalId, stackId } = request
    const token = secretHex(32)
    const event = {
      ...members,
      ServiceToken: serviceToken,
      ResponseURL: `${this.#account.endpoint}${this.prefix}${token}`,
      StackId: stackId,
      RequestId: this.#account.random.uuid(),
      LogicalResourceId: logicalId,
      ResourceType: request.type,
      ResourceProperties: request.properties,
    }
    try {
      this.#providers.provideCustomResources(serviceToken)
      return succeeded(await this.#ask(request, event, token))
    } finally {
      this.#waiting.delete(token)
    }
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = (request.url ?? '').slice(this.prefix.length).split('?')[0] ?? ''
    const settle = this.#waiting.get(token)
    const body = await readBody(request, MAX_READ_BYTES).catch(() => undefined)
    if (!body) return void response.writeHead(413).end()
    const answer = settle && request.method === 'PUT' ? answerOf(body) : undefined
    response.writeHead(answer ? 200 : 403, { 'content-length': 0 }).end()
    if (answer) settle?.(answer)
  }

  /** The function's work is real, and so is the time that it takes. */
  #ask({ serviceToken, stackId, timeoutSeconds }: CustomResourceRequest, event: object, token: string) {
    const { wall } = this.#account.clock
    const caller: ServiceCaller = {
      kind: 'service',
      service: 'cloudformation.amazonaws.com',
      sourceArn: stackId,
    }
    const timers: Timer[] = []
    return new Promise<CustomResourceAnswer>((resolve, reject) => {
      const giveUpAfter = (ms: number) => timers.push(wall.setTimer(ms, () => reject(silent(serviceToken))))
      this.#waiting.set(token, resolve)
      giveUpAfter(timeoutSeconds * 1000)
      this.#providers.invoke(serviceToken, event, { caller }).then(({ payload, functionError }) => {
        if (functionError) reject(crashed(serviceToken, payload))
        else giveUpAfter(GRACE_MS)
      }, reject)
    }).finally(() => {
      for (const timer of timers) timer.cancel()
    })
  }
}

function answerOf(body: Buffer): CustomResourceAnswer {
  if (body.length > MAX_ANSWER_BYTES) {
    return {
      Status: 'FAILED',
      Reason: `The response is ${body.length} bytes long, and may be ${MAX_ANSWER_BYTES}`,
    }
  }
  try {
    return JSON.parse(body.toString('utf8')) as CustomResourceAnswer
  } catch {
    return { Status: 'FAILED', Reason: 'The response is not valid JSON' }
  }
}

function succeeded(answer: CustomResourceAnswer): CustomResourceAnswer {
  const { Status, Reason = 'it gave no reason', PhysicalResourceId } = answer
  if (Status === 'FAILED') {
    throw new CustomResourceError(`the custom resource failed: ${Reason}`, PhysicalResourceId)
  }
  if (Status !== 'SUCCESS') {
    throw new CustomResourceError(
      `the custom resource answered the Status ${JSON.stringify(Status)}: it must be SUCCESS or FAILED`,
    )
  }
  return answer
}

function crashed(serviceToken: string, payload: unknown): CustomResourceError {
  const { errorMessage = 'without a message' } = (payload ?? {}) as { errorMessage?: string }
  return new CustomResourceError(
    `the function ${serviceToken} failed before it answered the custom resource: ${errorMessage}`,
  )
}

function silent(serviceToken: string): CustomResourceError {
  return new CustomResourceError(
    `the function ${serviceToken} did not answer the custom resource in time: it must PUT its answer to the ResponseURL of the event`,
  )
}
