import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda'
import { type QueueAttributeName, SQS } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { SteppedClock } from '../../../../src/clock.ts'
import { LambdaRig } from '../lambda-rig.ts'
import type { Call } from '../workbench.ts'

type Mapping = Partial<CreateEventSourceMappingCommandInput>

/** A queue that feeds a function which works on the bench. */
export interface Fed {
  name: string
  url: string
  arn: string
  /** Of the event source mapping. */
  uuid: string
}

/** Lambda and SQS, with queues that feed functions. */
export class QueueRig {
  readonly lambda: LambdaRig
  readonly sqs: SQS

  private constructor(lambda: LambdaRig) {
    this.lambda = lambda
    this.sqs = lambda.with(new SQS(lambda.client))
  }

  static async started(): Promise<QueueRig> {
    return new QueueRig(await LambdaRig.on<SteppedClock>(new SteppedClock()))
  }

  get clock(): SteppedClock {
    return this.lambda.clock
  }

  close(): Promise<void> {
    return this.lambda.close()
  }

  /** A queue and a function of this name (FIFO by the queue's), and the mapping between them. */
  async feed(
    name: string,
    mapping: Mapping = {},
    options: {
      queue?: Partial<Record<QueueAttributeName, string>>
      function?: Partial<CreateFunctionCommandInput>
    } = {},
  ): Promise<Fed> {
    const functionName = name.replace('.fifo', '')
    const url = await this.queue(name, options.queue)
    const arn = this.lambda.account.arn('sqs', name)
    await this.lambda.deploy(functionName, this.lambda.bench.source, options.function)
    const { UUID } = await this.lambda.functions.send(
      new CreateEventSourceMappingCommand({ FunctionName: functionName, EventSourceArn: arn, ...mapping }),
    )
    return { name: functionName, url, arn, uuid: UUID as string }
  }

  async queue(name: string, attributes: Partial<Record<QueueAttributeName, string>> = {}): Promise<string> {
    const { QueueUrl } = await this.sqs.createQueue({
      QueueName: name,
      Attributes: { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes },
    })
    return QueueUrl as string
  }

  /** Sends bodies together, at most ten; on a FIFO queue `a1` is of group `a`. */
  async send(QueueUrl: string, ...bodies: string[]): Promise<void> {
    const fifo = QueueUrl.endsWith('.fifo')
    await this.sqs.sendMessageBatch({
      QueueUrl,
      Entries: bodies.map((MessageBody, index) => ({
        Id: String(index),
        MessageBody,
        ...(fifo && {
          MessageGroupId: MessageBody.charAt(0),
          MessageDeduplicationId: MessageBody.slice(0, 8),
        }),
      })),
    })
  }

  /** The next batch that a function starts to work on. */
  batch(): Promise<Call<SQSEvent>> {
    return this.lambda.bench.next<SQSEvent>()
  }

  /** How many messages a queue holds: waiting, and in flight. */
  async depth(QueueUrl: string): Promise<{ waiting: number; inFlight: number }> {
    const { Attributes = {} } = await this.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    }
  }
}

export function bodies({ event }: Call<SQSEvent>): string[] {
  return event.Records.map(({ body }) => body)
}

export function receiveCounts({ event }: Call<SQSEvent>): string[] {
  return event.Records.map(({ attributes }) => attributes.ApproximateReceiveCount)
}

/** Reports the records with these bodies as failed. */
export function failures({ event }: Call<SQSEvent>, ...failed: string[]) {
  return {
    batchItemFailures: event.Records.filter(({ body }) => failed.includes(body)).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }
}
