import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
  SqsFifoShortCircuitError,
} from '@aws-lambda-powertools/batch'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { duringInvocation } from '../runtime/invocation.ts'
import { portionOf } from './batch-portion.ts'
import { type Consumer, type ConsumerOf, holdBack, leave, leaveForNext, take } from './consumer.ts'
import { comesAgain, type Ending } from './ending.ts'
import { Lanes } from './lanes.ts'
import { countRecords, measureAge } from './record-metrics.ts'
import { BatchTries } from './tries.ts'
import { type Hidden, hideAll } from './visibility.ts'

type BatchHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

/** What each way of going through a batch does with its records. */
interface Steps {
  /** @throws where the record is to come again */
  handle(record: SQSRecord): Promise<void>
  /** For a record that cannot be handled, because an earlier one of its group comes again. */
  passOver(record: SQSRecord): void
}

// A batch of which every record failed is reported record by record like any other: the metric tells of it.
const reportEach = { throwOnFullBatchFailure: false }

/**
 * The handler of a function behind a standard queue: records run side by side, and a failure affects its own record alone.
 *
 * @param consumer one for all invocations, or a function that makes one for each
 * @example
 * ```ts
 * export const handler = standardQueueHandler({ messages: cloudEvents(purchasePlaced), identify, consume })
 * ```
 */
export function standardQueueHandler<Message>(
  consumer: Consumer<Message> | ConsumerOf<Message>,
): BatchHandler {
  return countedBatch(consumer, ({ Records }, { handle }) =>
    processPartialResponse({ Records }, handle, new BatchProcessor(EventType.SQS), reportEach),
  )
}

/**
 * The handler of a function behind a standard queue that calls something with a rate limit: it takes only so many records
 * of a batch at once. A failure affects its own record alone here, too.
 *
 * @param consumer one for all invocations, or a function that makes one for each
 */
export function pacedQueueHandler<Message>(
  consumer: Consumer<Message> | ConsumerOf<Message>,
  atOnce: number,
): BatchHandler {
  return countedBatch(consumer, ({ Records }, { handle }) => {
    const lanes = new Lanes(atOnce)
    const inLane = (record: SQSRecord) => lanes.run(() => handle(record))
    return processPartialResponse({ Records }, inLane, new BatchProcessor(EventType.SQS), reportEach)
  })
}

/**
 * The handler of a function behind a FIFO queue: message groups side by side, the records of a group one after
 * the other. A record that must be retried holds back the later ones of its group, which are reported with it, and no
 * other group.
 *
 * @param consumer one for all invocations, or a function that makes one for each
 */
export function fifoQueueHandler<Message>(consumer: Consumer<Message> | ConsumerOf<Message>): BatchHandler {
  return countedBatch(consumer, async ({ Records }, { handle, passOver }) => {
    const groups = Map.groupBy(Records, record => record.attributes.MessageGroupId)
    const responses = await Promise.all(
      Array.from(groups.values(), group =>
        processPartialResponse({ Records: group }, handle, new GroupProcessor(passOver), reportEach),
      ),
    )
    return { batchItemFailures: responses.flatMap(response => response.batchItemFailures) }
  })
}

/** One message group of a batch: stops at the first failure, as Powertools' processor does, and says so in the log. */
class GroupProcessor extends SqsFifoPartialProcessorAsync {
  readonly #passOver: Steps['passOver']

  constructor(passOver: Steps['passOver']) {
    super()
    this.#passOver = passOver
  }

  override failureHandler(
    record: SQSRecord,
    error: Error,
  ): ReturnType<SqsFifoPartialProcessorAsync['failureHandler']> {
    if (error instanceof SqsFifoShortCircuitError) this.#passOver(record)
    return super.failureHandler(record, error)
  }
}

/**
 * What surrounds every batch. The recorded tries of its messages decide which are taken; how each one ends decides when
 * it comes again and whether that was a try.
 */
function countedBatch<Message>(
  given: Consumer<Message> | ConsumerOf<Message>,
  process: (event: SQSEvent, steps: Steps) => Promise<SQSBatchResponse>,
): BatchHandler {
  return duringInvocation(async ({ Records }, _annotate, context) => {
    for (const record of Records) measureAge(record)
    const tries = await BatchTries.read(Records)
    const { taken, left } = portionOf(Records, tries)
    const aside = new Map<SQSRecord, Ending>(left.map(record => [record, leave(record)]))
    // Before the others are tried: these should not wait for one that may end the function.
    await hideAll(returned(aside))
    await tries.begin(taken)

    const consumer = typeof given === 'function' ? given({ context, records: taken }) : given
    const endings = new Map<SQSRecord, Ending>()
    const response = await process({ Records: [...taken] }, steps(consumer, context, tries, endings))
    for (const [record, ending] of endings) tries.ended(record, ending)
    await Promise.all([tries.end(), hideAll(returned(endings))])
    countRecords([...endings.values(), ...aside.values()])
    const others = left.map(({ messageId }) => ({ itemIdentifier: messageId }))
    return { batchItemFailures: [...response.batchItemFailures, ...others] }
  })
}

/** @param endings gets how each record ended */
function steps<Message>(
  consumer: Consumer<Message>,
  context: Context,
  tries: BatchTries,
  endings: Map<SQSRecord, Ending>,
): Steps {
  const longestMs = consumer.longestMs ?? context.getRemainingTimeInMillis() / 2
  return {
    async handle(record) {
      const inTime = context.getRemainingTimeInMillis() >= longestMs
      const ending = inTime ? await take(record, consumer, tries.of(record)) : leaveForNext(record)
      endings.set(record, ending)
      if (comesAgain(ending)) throw ending.error
    },
    passOver(record) {
      endings.set(record, holdBack(record, consumer))
    },
  }
}

function returned(endings: ReadonlyMap<SQSRecord, Ending>): Hidden[] {
  return Array.from(endings).flatMap(([{ receiptHandle }, ending]) =>
    comesAgain(ending) ? { receiptHandle, seconds: ending.seconds } : [],
  )
}
