import { Kinesis } from '@aws-sdk/client-kinesis'
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type CreateFunctionCommandInput,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import type { KinesisStreamEvent } from 'aws-lambda'
import { SteppedClock } from '../../../../src/clock.ts'
import { LambdaRig } from '../lambda-rig.ts'
import type { Call } from '../workbench.ts'

export type Mapping = Partial<CreateEventSourceMappingCommandInput>

/** Lambda and Kinesis, with streams that feed functions. */
export class StreamRig {
  readonly lambda: LambdaRig
  readonly kinesis: Kinesis
  readonly sqs: SQS

  private constructor(lambda: LambdaRig) {
    this.lambda = lambda
    this.kinesis = lambda.with(new Kinesis(lambda.client))
    this.sqs = lambda.with(new SQS(lambda.client))
  }

  static async started(): Promise<StreamRig> {
    return new StreamRig(await LambdaRig.on<SteppedClock>(new SteppedClock()))
  }

  get clock(): SteppedClock {
    return this.lambda.clock
  }

  close(): Promise<void> {
    return this.lambda.close()
  }

  arn(name: string): string {
    return this.lambda.account.arn('kinesis', `stream/${name}`)
  }

  async stream(name: string, ShardCount = 1): Promise<string> {
    await this.kinesis.createStream({ StreamName: name, ShardCount })
    await this.second()
    return this.arn(name)
  }

  /** The ARN of a new consumer of this stream, which is CREATING for a second. */
  async consumer(stream: string): Promise<string> {
    const registration = { StreamARN: this.arn(stream), ConsumerName: 'reader' }
    const { Consumer } = await this.kinesis.registerStreamConsumer(registration)
    return Consumer?.ConsumerARN as string
  }

  /** A stream of one shard and a function of this name, and the mapping between them. */
  async feed(
    name: string,
    mapping: Mapping = {},
    input: Partial<CreateFunctionCommandInput> = {},
  ): Promise<EventSourceMappingConfiguration> {
    await this.stream(name)
    await this.deploy(name, input)
    return this.map(name, mapping)
  }

  /** A function that works on the bench; its time is not up when the clock is advanced under its work. */
  deploy(name: string, input: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
    return this.lambda.deploy(name, this.lambda.bench.source, { Timeout: 900, ...input })
  }

  /** A mapping between the stream and the function of this name; from the beginning unless told otherwise. */
  map(name: string, mapping: Mapping = {}): Promise<EventSourceMappingConfiguration> {
    return this.lambda.functions.send(
      new CreateEventSourceMappingCommand({
        FunctionName: name,
        EventSourceArn: this.arn(name),
        StartingPosition: 'TRIM_HORIZON',
        ...mapping,
      }),
    )
  }

  update(
    UUID: string | undefined,
    changes: Omit<UpdateEventSourceMappingCommandInput, 'UUID'>,
  ): Promise<EventSourceMappingConfiguration> {
    return this.lambda.functions.send(new UpdateEventSourceMappingCommand({ UUID, ...changes }))
  }

  mapping(UUID: string | undefined): Promise<EventSourceMappingConfiguration> {
    return this.lambda.functions.send(new GetEventSourceMappingCommand({ UUID }))
  }

  async mappings(): Promise<EventSourceMappingConfiguration[]> {
    const { EventSourceMappings = [] } = await this.lambda.functions.send(
      new ListEventSourceMappingsCommand({}),
    )
    return EventSourceMappings
  }

  async remove(UUID: string | undefined): Promise<void> {
    await this.lambda.functions.send(new DeleteEventSourceMappingCommand({ UUID }))
  }

  /** Writes records in this order; `a:1` has the partition key `a`. */
  async put(StreamName: string, ...texts: string[]): Promise<string[]> {
    const numbers: string[] = []
    for (const text of texts) {
      const [PartitionKey] = text.split(':')
      const put = await this.kinesis.putRecord({ StreamName, PartitionKey, Data: Buffer.from(text) })
      numbers.push(put.SequenceNumber as string)
    }
    return numbers
  }

  /** The next batch that a function starts to work on. */
  batch(): Promise<Call<KinesisStreamEvent>> {
    return this.lambda.bench.next<KinesisStreamEvent>()
  }

  /** Lets an idle shard be polled once. */
  second(): Promise<void> {
    return this.clock.advanceBy({ seconds: 1 })
  }

  /** What an idle shard's next poll brings. */
  async batchInTime(): Promise<Call<KinesisStreamEvent>> {
    await this.second()
    return this.batch()
  }

  async queue(QueueName: string): Promise<{ url: string; arn: string }> {
    const { QueueUrl } = await this.sqs.createQueue({ QueueName })
    return { url: QueueUrl as string, arn: this.lambda.account.arn('sqs', QueueName) }
  }

  /** A bucket, and the documents in it. */
  async bucket(Bucket: string) {
    const s3 = this.lambda.with(new S3Client(this.lambda.client))
    await s3.send(new CreateBucketCommand({ Bucket }))
    return {
      arn: `arn:aws:s3:::${Bucket}`,
      objects: async () => {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
        const bodies = Contents.map(async ({ Key }) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
          return { key: Key, document: JSON.parse((await Body?.transformToString()) ?? '') }
        })
        return Promise.all(bodies)
      },
    }
  }

  /** The documents that wait in a queue. */
  async documents(QueueUrl: string) {
    const { Messages = [] } = await this.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    return Messages.map(({ Body }) => JSON.parse(Body as string))
  }
}

export function texts({ event }: Call<KinesisStreamEvent>): string[] {
  return event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())
}

/** Reports the records with these texts as failed. */
export function failed(call: Call<KinesisStreamEvent>, ...reported: string[]) {
  const numbers = call.event.Records.map(({ kinesis }) => kinesis.sequenceNumber)
  return {
    batchItemFailures: texts(call).flatMap((text, index) =>
      reported.includes(text) ? [{ itemIdentifier: numbers[index] }] : [],
    ),
  }
}
