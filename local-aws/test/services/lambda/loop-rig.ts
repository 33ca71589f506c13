import { join } from 'node:path'
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type LambdaClient,
} from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import type { SteppedClock } from '../../../src/clock.ts'
import { queuePolicy } from '../../queue-policy.ts'
import { administratorRole } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'
import { zip } from './zip.ts'

const PROJECT = join(import.meta.dirname, '../../../../package.json')

/**
 * A function that takes a turn for each number that it gets, by whichever service, and sends the next number on by the
 * real SDK, until there have been LAST turns.
 */
const PLAYER = `
  import { createRequire } from 'node:module'
  const require = createRequire(${JSON.stringify(PROJECT)})
  const { SEND, TO, LAST, UNTRACED } = process.env
  let client

  const send = {
    async sqs(number) {
      const { SQS } = require('@aws-sdk/client-sqs')
      client ??= new SQS()
      await client.sendMessage({ QueueUrl: TO, MessageBody: String(number) })
    },
    async sns(number) {
      const { SNS } = require('@aws-sdk/client-sns')
      client ??= new SNS()
      await client.publish({ TopicArn: TO, Message: String(number) })
    },
    async s3(number) {
      const { S3 } = require('@aws-sdk/client-s3')
      client ??= new S3()
      await client.putObject({ Bucket: TO, Key: String(number), Body: '1' })
    },
    async lambda(number) {
      const { Lambda } = require('@aws-sdk/client-lambda')
      client ??= new Lambda()
      await client.invoke({ FunctionName: TO, InvocationType: 'Event', Payload: String(number) })
    },
  }

  function numbersIn(event) {
    if (typeof event === 'number') return [event]
    if (event.Message) return [Number(event.Message)]
    return (event.Records ?? []).flatMap(({ body, s3, Sns }) => {
      if (s3) return [Number(s3.object.key)]
      const message = Sns ?? JSON.parse(body)
      // The record of an invocation, by a destination.
      return message.requestPayload ? [message.requestPayload + 1] : numbersIn(message)
    })
  }

  export const handler = async event => {
    if (UNTRACED) delete process.env._X_AMZN_TRACE_ID
    for (const number of numbersIn(event)) {
      console.log('turn ' + number)
      if (number < Number(LAST)) await send[SEND](number + 1)
    }
  }`

/** By which service a player sends on, and to which queue, topic, bucket or function there. */
export interface Move {
  by: 'sqs' | 'sns' | 's3' | 'lambda'
  to: string
  /** @default 99 */
  last?: number
  /** Whether its SDK sends no trace header, as an old one does not. */
  untraced?: boolean
}

/** Functions that call themselves and each other through the other services, on a clock that stands still. */
export class LoopRig {
  readonly sqs: SQS
  readonly sns: SNS
  readonly s3: S3
  readonly #rig: LambdaRig

  private constructor(rig: LambdaRig) {
    this.#rig = rig
    this.sqs = rig.with(new SQS(rig.client))
    this.sns = rig.with(new SNS(rig.client))
    this.s3 = rig.with(new S3(rig.client))
  }

  static async started(): Promise<LoopRig> {
    return new LoopRig(await LambdaRig.started())
  }

  close(): Promise<void> {
    return this.#rig.close()
  }

  get clock(): SteppedClock {
    return this.#rig.clock
  }

  get lambda(): LambdaClient {
    return this.#rig.functions
  }

  /** A queue whose messages are tried twice, and its dead-letter queue; their URLs. */
  async queue(name: string): Promise<{ url: string; dead: string }> {
    const dead = await this.#queue(`${name}-dead`, {})
    const deadLetterTargetArn = this.arn('sqs', `${name}-dead`)
    const url = await this.#queue(name, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    })
    return { url, dead }
  }

  /** A function that is fed by the queue of its name, where there is one. */
  async player(
    name: string,
    { by, to, last = 99, untraced }: Move,
    input: Partial<CreateFunctionCommandInput> = {},
  ): Promise<void> {
    const Variables = { SEND: by, TO: to, LAST: String(last), ...(untraced && { UNTRACED: 'yes' }) }
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Code: { ZipFile: zip({ 'index.mjs': PLAYER }) },
        Role: administratorRole(this.#rig.account, 'player'),
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        Environment: { Variables },
        ...input,
      }),
    )
  }

  /** Lets the queue feed the function of its name, a message an invocation, in as few environments as SQS may have. */
  async feed(name: string): Promise<void> {
    await this.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: name,
        EventSourceArn: this.arn('sqs', name),
        BatchSize: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
    )
  }

  /** Lets a service invoke the function. */
  async permit(FunctionName: string, Principal: string): Promise<void> {
    const permission = { FunctionName, StatementId: 'service', Action: 'lambda:InvokeFunction', Principal }
    await this.lambda.send(new AddPermissionCommand(permission))
  }

  arn(service: string, name: string): string {
    return this.#rig.account.arn(service, name)
  }

  /** The numbers that the function had so far. */
  turns(name: string): number[] {
    return this.#rig.logged(`/aws/lambda/${name}`).flatMap(line => {
      const [, number] = /\tturn (\d+)$/.exec(line) ?? []
      return number === undefined ? [] : [Number(number)]
    })
  }

  /** `RecursiveInvocationsDropped` of the function since the beginning. */
  dropped(name: string): number {
    return this.#sum(name, 'RecursiveInvocationsDropped')
  }

  /** `Invocations` of the function since the beginning. */
  invocations(name: string): number {
    return this.#sum(name, 'Invocations')
  }

  /** Lambda has stopped `count` invocations of the function. */
  stopped(name: string, count = 1): Promise<void> {
    return this.#rig.metrics.until(() => this.dropped(name) >= count)
  }

  /** The queue holds so many messages: what the function has done is deleted, which comes after the function's own end. */
  holds(QueueUrl: string, count: number): Promise<void> {
    const AttributeNames = [
      'ApproximateNumberOfMessages' as const,
      'ApproximateNumberOfMessagesNotVisible' as const,
    ]
    return this.#rig.metrics.until(async () => {
      const { Attributes = {} } = await this.sqs.getQueueAttributes({ QueueUrl, AttributeNames })
      return Object.values(Attributes).reduce((sum, number) => sum + Number(number), 0) === count
    })
  }

  /** The function has had the number. */
  reached(name: string, number: number): Promise<void> {
    return this.#rig.logs.until(`/aws/lambda/${name}`, new RegExp(`\\tturn ${number}\\s*$`), 1)
  }

  /** The bodies in a queue, which are visible again at once. */
  async bodies(QueueUrl: string): Promise<(string | undefined)[]> {
    const { Messages = [] } = await this.sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    })
    return Messages.map(({ Body }) => Body)
  }

  #sum(name: string, metric: string): number {
    return this.#rig.metrics
      .series({ namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName: name } })
      .flatMap(({ stretches }) => [...stretches.values()])
      .reduce((total, { sum }) => total + sum, 0)
  }

  async #queue(QueueName: string, Attributes: Record<string, string>): Promise<string> {
    const Policy = queuePolicy(this.arn('sqs', QueueName), 'sns.amazonaws.com', 's3.amazonaws.com')
    const { QueueUrl } = await this.sqs.createQueue({ QueueName, Attributes: { Policy, ...Attributes } })
    return QueueUrl as string
  }
}
