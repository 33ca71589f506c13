import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
  SqsFifoShortCircuitError,
} from '@aws-lambda-powertools/batch'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { portionOf } from './batch-portion.ts'
import { type Consumer, holdBack, leave, take } from './consumer.ts'
import { duringInvocation } from './invocation.ts'
import { Lanes } from './lanes.ts'
import { countRecords } from './metrics.ts'
import { RetryLater } from './retry-later.ts'

type BatchHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>
type Handle = (record: SQSRecord) => Promise<void>

// A batch of which every record failed is reported record by record like any other: the metric tells of it.
const reportEach = { throwOnFullBatchFailure: false }

const standard = new BatchProcessor(EventType.SQS)

/**
 * The handler of a function behind a standard queue: records side by side, each one's failure its own.
 *
 * @example
 * ```ts
 * export const handler = standardQueueHandler({ messages: cloudEvents(purchasePlaced), identify, consume })
 * ```
 */
export function standardQueueHandler<Message>(consumer: Consumer<Message>): BatchHandler {
  return countedBatch(consumer, ({ Records }, handle) =>
    processPartialResponse({ Records }, handle, standard, reportEach),
  )
}

/**
 * The handler of a function behind a standard queue that takes only so many records of a batch at once, where what it
 * calls has a rate to keep. A failure is the record's own here, too.
 */
export function pacedQueueHandler<Message>(consumer: Consumer<Message>, atOnce: number): BatchHandler {
  return countedBatch(consumer, ({ Records }, handle) => {
    const lanes = new Lanes(atOnce)
    const inLane = (record: SQSRecord) => lanes.run(() => handle(record))
    return processPartialResponse({ Records }, inLane, standard, reportEach)
  })
}

/**
 * The handler of a function behind a FIFO queue: message groups side by side, the records of a group one after
 * the other. A record that is to be retried holds back the later ones of its group, which are reported with it,
 * and no other group.
 */
export function fifoQueueHandler<Message>(consumer: Consumer<Message>): BatchHandler {
  return countedBatch(consumer, async ({ Records }, handle) => {
    const groups = Map.groupBy(Records, record => record.attributes.MessageGroupId)
    const responses = await Promise.all(
      Array.from(groups.values(), group =>
        processPartialResponse({ Records: group }, handle, new GroupProcessor(consumer), reportEach),
      ),
    )
    return { batchItemFailures: responses.flatMap(response => response.batchItemFailures) }
  })
}

/** One message group of a batch: stops at the first failure, as Powertools' processor does, and says so in the log. */
class GroupProcessor<Message> extends SqsFifoPartialProcessorAsync {
  readonly #consumer: Consumer<Message>

  constructor(consumer: Consumer<Message>) {
    super()
    this.#consumer = consumer
  }

  override failureHandler(
    record: SQSRecord,
    error: Error,
  ): ReturnType<SqsFifoPartialProcessorAsync['failureHandler']> {
    if (error instanceof SqsFifoShortCircuitError) holdBack(record, this.#consumer)
    return super.failureHandler(record, error)
  }
}

function countedBatch<Message>(
  consumer: Consumer<Message>,
  process: (event: SQSEvent, handle: Handle) => Promise<SQSBatchResponse>,
): BatchHandler {
  return duringInvocation(async event => {
    const ended = { done: 0, 'dead-lettered': 0 }
    let postponed = 0
    const { taken, left } = portionOf(event.Records)
    const response = await process({ Records: [...taken] }, async record => {
      try {
        ended[await take(record, consumer)]++
      } catch (error) {
        if (error instanceof RetryLater) postponed++
        throw error
      }
    })
    for (const record of left) leave(record)
    const batchItemFailures = [
      ...response.batchItemFailures,
      ...left.map(({ messageId }) => ({ itemIdentifier: messageId })),
    ]
    countRecords({
      processed: ended.done,
      failed: response.batchItemFailures.length - postponed,
      postponed: postponed + left.length,
      deadLettered: ended['dead-lettered'],
    })
    return { batchItemFailures }
  })
}
