import { join } from 'node:path'
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
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

  const send = {
    async sqs(number) {
      const { SQS } = require('@aws-sdk/client-sqs')
      await new SQS().sendMessage({ QueueUrl: TO, MessageBody: String(number) })
    },
    async sns(number) {
      const { SNS } = require('@aws-sdk/client-sns')
      await new SNS().publish({ TopicArn: TO, Message: String(number) })
    },
    async s3(number) {
      const { S3 } = require('@aws-sdk/client-s3')
      await new S3().putObject({ Bucket: TO, Key: String(number), Body: '1' })
    },
    async lambda(number) {
      const { Lambda } = require('@aws-sdk/client-lambda')
      await new Lambda().invoke({ FunctionName: TO, InvocationType: 'Event', Payload: String(number) })
    },
  }

  function numbersIn(event) {
    if (typeof event === 'number') return [event]
    if (event.Message) return [Number(event.Message)]
    return (event.Records ?? []).flatMap(({ body, s3, Sns }) => {
      if (s3) return [Number(s3.object.key)]
      return numbersIn(Sns ?? JSON.parse(body))
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

/** A whole local AWS in which functions call themselves and each other, on a clock that stands still. */
export class LoopRig {
  readonly aws: LocalAws
  readonly clock: SteppedClock
  readonly sqs: SQS
  readonly sns: SNS
  readonly s3: S3
  readonly lambda: LambdaClient
  readonly #logs: CloudWatchLogsClient
  readonly #metrics: CloudWatchClient

  private constructor(aws: LocalAws, clock: SteppedClock) {
    this.aws = aws
    this.clock = clock
    const connection = {
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }
    this.sqs = new SQS(connection)
    this.sns = new SNS(connection)
    this.s3 = new S3(connection)
    this.lambda = new LambdaClient(connection)
    this.#logs = new CloudWatchLogsClient(connection)
    this.#metrics = new CloudWatchClient(connection)
  }

  static async started(): Promise<LoopRig> {
    const clock = new SteppedClock()
    return new LoopRig(await LocalAws.start({ clock }), clock)
  }

  async close(): Promise<void> {
    for (const client of [this.sqs, this.sns, this.s3, this.lambda, this.#logs, this.#metrics])
      client.destroy()
    await this.aws.stop()
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
        Role: `arn:aws:iam::${this.aws.account.id}:role/player`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        Environment: { Variables },
        ...input,
      }),
    )
  }

  /** Lets the queue feed the function of its name, a message an invocation. */
  async feed(name: string): Promise<void> {
    await this.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: name,
        EventSourceArn: this.arn('sqs', name),
        BatchSize: 1,
      }),
    )
  }

  /** Lets a service invoke the function. */
  async permit(FunctionName: string, Principal: string): Promise<void> {
    const permission = { FunctionName, StatementId: 'service', Action: 'lambda:InvokeFunction', Principal }
    await this.lambda.send(new AddPermissionCommand(permission))
  }

  arn(service: string, name: string): string {
    return this.aws.account.arn(service, name)
  }

  /** The numbers that the function had so far. */
  async turns(name: string): Promise<number[]> {
    const request = new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${name}`,
      filterPattern: '"turn "',
    })
    const { events = [] } = await this.#logs.send(request)
    return events.map(({ message = '' }) => Number(/turn (\d+)/.exec(message)?.[1]))
  }

  /** `RecursiveInvocationsDropped` of the function since the beginning. */
  dropped(name: string): Promise<number> {
    return this.#sum(name, 'RecursiveInvocationsDropped')
  }

  /** `Invocations` of the function since the beginning. */
  invocations(name: string): Promise<number> {
    return this.#sum(name, 'Invocations')
  }

  /** Lambda has stopped `count` invocations of the function. */
  async stopped(name: string, count = 1): Promise<void> {
    while ((await this.dropped(name)) < count) await soon()
  }

  /** The queue holds so many messages: what the function has done is deleted, which comes after the function's own end. */
  async holds(QueueUrl: string, count: number): Promise<void> {
    const AttributeNames = [
      'ApproximateNumberOfMessages' as const,
      'ApproximateNumberOfMessagesNotVisible' as const,
    ]
    for (;;) {
      const { Attributes = {} } = await this.sqs.getQueueAttributes({ QueueUrl, AttributeNames })
      const held = Object.values(Attributes).reduce((sum, number) => sum + Number(number), 0)
      if (held === count) return
      await soon()
    }
  }

  /** The function has had the number. */
  async reached(name: string, number: number): Promise<void> {
    while (!(await this.turns(name)).includes(number)) await soon()
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

  async #sum(name: string, MetricName: string): Promise<number> {
    const request = new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: name }],
      StartTime: new Date(Date.UTC(2025, 11, 31)),
      EndTime: new Date(Date.UTC(2026, 0, 2)),
      Period: 172_800,
      Statistics: ['Sum'],
    })
    const { Datapoints = [] } = await this.#metrics.send(request)
    return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
  }

  async #queue(QueueName: string, Attributes: Record<string, string>): Promise<string> {
    const { QueueUrl } = await this.sqs.createQueue({ QueueName, Attributes })
    return QueueUrl as string
  }
}

function soon(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
