import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import {
  LambdaClient,
  ListFunctionsCommand,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import { type Clock, LocalAws } from '@messaging-on-aws/local-aws'
import { type Connection, localConnection } from '../../tools/clients/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../../tools/clients/dead-letters.ts'
import { type InboxMail, readInbox } from '../../tools/clients/inbox.ts'
import { type SignedFetch, signedFetch } from '../../tools/clients/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../../tools/clients/stack-outputs.ts'
import { findTrail, type Hop } from '../../tools/clients/trail.ts'
import { ASSEMBLY, COMPILE_CACHE, STAGE } from './assembly.ts'

/** The synthesized stacks in a local AWS of their own, from the outside: HTTP, the SDK, and the processes. */
export class Messaging<C extends Clock> {
  readonly aws: LocalAws
  readonly clock: C
  readonly connection: Connection
  readonly request: SignedFetch
  readonly sqs: SQSClient
  readonly #stage: string

  private constructor(aws: LocalAws, clock: C, stage: string) {
    this.aws = aws
    this.clock = clock
    this.#stage = stage
    this.connection = localConnection(aws.endpoint, aws.developer)
    this.request = signedFetch(this.connection)
    this.sqs = new SQSClient(this.connection)
  }

  /**
   * @param assembly the stacks, where they are not quite those that the app has
   * @param stage of these stacks
   */
  static async on<C extends Clock>(clock: C, assembly = ASSEMBLY, stage = STAGE): Promise<Messaging<C>> {
    const aws = await LocalAws.start({ assembly, clock, compileCache: COMPILE_CACHE })
    return new Messaging(aws, clock, stage)
  }

  async close(): Promise<void> {
    this.sqs.destroy()
    await this.aws.stop()
  }

  /** @param part the last part of the stack's name: `Shop` */
  outputs(part: string): Promise<StackOutputs> {
    return stackOutputs(this.connection, `Messaging-${this.#stage}-${part}`)
  }

  trail(correlationId: string): Promise<Hop[]> {
    return findTrail(this.connection, { correlationId, stage: this.#stage })
  }

  deadLetters(queueUrl: string): Promise<DeadLetter[]> {
    return peekDeadLetters(this.connection, queueUrl)
  }

  inbox(address?: string): Promise<InboxMail[]> {
    return readInbox(this.aws.endpoint, address)
  }

  /** Opens the link in each mail that asks the address to confirm a subscription. */
  async confirmSubscriptions(address: string): Promise<void> {
    const mails = await this.inbox(address)
    const links = mails.flatMap(({ text = '' }) => text.match(/http:\S+\/_aws\/sns\/confirm\/\w+/g) ?? [])
    const answers = await Promise.all(links.map(link => fetch(link)))
    if (answers.length > 0 && answers.every(({ ok }) => ok)) return
    throw new Error(
      `Of ${links.length} links that confirm subscriptions of ${address}, not all could be opened.`,
    )
  }

  /** Takes a table away while something happens, and makes an empty one of its name and key afterwards. */
  async withoutTable<Result>(TableName: string, work: () => Promise<Result>): Promise<Result> {
    const dynamoDb = new DynamoDBClient(this.connection)
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }))
    await dynamoDb.send(new DeleteTableCommand({ TableName }))
    try {
      return await work()
    } finally {
      await dynamoDb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: Table?.KeySchema,
          AttributeDefinitions: Table?.AttributeDefinitions,
        }),
      )
      await until(async () => {
        const made = await dynamoDb.send(new DescribeTableCommand({ TableName }))
        return made.Table?.TableStatus === 'ACTIVE'
      })
    }
  }

  /** Moves all messages of a dead-letter queue, as an operator does. */
  async redrive(fromUrl: string, toUrl: string): Promise<void> {
    const [SourceArn, DestinationArn] = await Promise.all([fromUrl, toUrl].map(url => this.#arnOf(url)))
    await this.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }))
  }

  async #arnOf(QueueUrl: string): Promise<string | undefined> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    return Attributes?.QueueArn
  }

  /** Nothing waits in the queue and nothing is being worked on. */
  async drained(QueueUrl: string): Promise<void> {
    await eventually(async () => (await this.depth(QueueUrl)) === 0)
  }

  /** How many messages are in the queue, those that are hidden among them. */
  async depth(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
  }

  async visibilityTimeoutSeconds(QueueUrl: string): Promise<number> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    )
    return Number(Attributes?.VisibilityTimeout)
  }

  /**
   * Stops event sources, or starts them: in an hour of a stepped clock they poll thousands of times.
   *
   * @param but the functions, `clickstream-remind`, whose sources are left as they are
   */
  async switchSources(Enabled: boolean, ...but: string[]): Promise<void> {
    const client = new LambdaClient(this.connection)
    const left = await Promise.all(but.map(service => this.functionName(service)))
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, {})) {
      for (const { UUID, FunctionArn = '' } of EventSourceMappings) {
        if (left.includes(FunctionArn.split(':')[FUNCTION_NAME] ?? '')) continue
        await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))
      }
    }
    client.destroy()
  }

  /** The physical names of all functions. */
  async functionNames(): Promise<string[]> {
    const { Functions = [] } = await new LambdaClient(this.connection).send(new ListFunctionsCommand())
    return Functions.map(({ FunctionName = '' }) => FunctionName)
  }

  /** The physical name of a function by its `<domain>-<function>`. */
  async functionName(service: string): Promise<string> {
    const { Functions = [] } = await new LambdaClient(this.connection).send(new ListFunctionsCommand())
    const found = Functions.find(
      ({ Environment }) => Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service,
    )
    if (!found?.FunctionName) throw new Error(`No function has the service name ${service}.`)
    return found.FunctionName
  }

  /** The process ids of the environments that work on an invocation now. */
  busy(functionName: string): number[] {
    return this.aws.lambda
      .environments(functionName)
      .filter(({ requestId }) => requestId !== undefined)
      .map(({ pid }) => pid)
  }

  /** What the functions have to do now is done: none has run for a good number of turns of the event loop. */
  async idle(...functionNames: string[]): Promise<void> {
    for (let quiet = 0; quiet < IDLE_TURNS; quiet++) {
      while (functionNames.some(name => this.aws.lambda.running(name) > 0)) {
        quiet = 0
        await pause(1)
      }
      await nextTurn()
    }
  }
}

/** Where an ARN has it, before the alias. */
const FUNCTION_NAME = 6

/** Far more than a message needs from the queue to the function. */
const IDLE_TURNS = 100

/** Each look may take a request, which competes with the work that is waited for. */
const PAUSE_MS = 20

/** As {@link until}, for what lasts once it has come about: it pauses between two looks. */
export function eventually<Value>(
  look: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  return until(async () => {
    const value = await look()
    if (value === undefined || value === false) await pause(PAUSE_MS)
    return value
  })
}

/** Looks again each time the event loop comes round, so that what lasts a moment is not missed. */
export async function until<Value>(
  look: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    await nextTurn()
  }
}
