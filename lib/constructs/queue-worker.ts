import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam'
import { type CfnFunction, EventSourceMapping, type RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { Alarm } from './alarm.ts'
import { invoked } from './canary.ts'
import type { Compute } from './compute.ts'
import { type Domain, metricNamespace } from './domain.ts'
import { DomainFunction } from './domain-function.ts'
import { refuseOwnVariables } from './domain-function-rules.ts'
import type { GuardedQueue } from './guarded-queue.ts'
import { refuse } from './refusal.ts'

export interface QueueWorkerProps {
  readonly domain: Domain
  /** The queue, which also sets the function and its timeout. */
  readonly queue: GuardedQueue
  readonly description: string
  /** Environment variables; those about the queue are added. */
  readonly environment: Readonly<Record<string, string>>
  /** The most messages per invocation. @default 10 */
  readonly batchSize?: number
  /** The most concurrent invocations. */
  readonly maxConcurrency: number
  /** @default - 512 MB of arm64 */
  readonly compute?: Compute
  /**
   * For a function that intentionally sends to its own queue, with its own bounds. @default - stopped after about 16
   * turns
   */
  readonly recursiveLoop?: RecursiveLoop
  /**
   * Whether the function judges what people send: that it rejects something is then daily business, and that a new version
   * rejects nearly all is not. @default false
   */
  readonly rejects?: boolean
}

/**
 * A function that processes a queue's messages in batches and reports which of them failed.
 *
 * Its concurrency is limited at the event source: a limit on the function would throttle messages that the event source
 * has already received, and messages that were never tried would become dead letters (aws-cdk#24180).
 */
export class QueueWorker extends Construct implements IGrantable {
  readonly worker: DomainFunction
  readonly grantPrincipal: IPrincipal
  /** How many invocations its event source runs at once. */
  readonly maxConcurrency: number
  readonly #queue: GuardedQueue

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id)
    const { domain, queue } = props
    this.#queue = queue
    this.maxConcurrency = props.maxConcurrency
    this.#refuseSecondWorker()
    const { consumer, deadLetterQueue } = queue
    const batchSize = props.batchSize ?? 10
    this.#refuseWhatCannotWork(queue, batchSize, props.maxConcurrency)
    const environment = {
      QUEUE_URL: queue.queue.queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueue.queue.queueUrl,
      TRIES_TABLE: domain.tries.tableName,
      MAXIMUM_TRIES: String(queue.tries),
      MAXIMUM_RECEIVES: String(queue.maxReceiveCount),
      RETENTION_SECONDS: String(queue.retentionPeriod.toSeconds()),
    }
    refuseOwnVariables(this, props.environment, environment)
    this.worker = new DomainFunction(this, 'Worker', {
      domain,
      function: consumer.function,
      description: props.description,
      timeout: consumer.timeout,
      environment: { ...environment, ...props.environment },
      compute: props.compute,
      recursiveLoop: props.recursiveLoop,
    })
    this.grantPrincipal = this.worker.grantPrincipal
    queue.grantConsume(this)
    domain.tries.grant(this, 'BatchGetItem', 'BatchWriteItem')
    deadLetterQueue.grantSend(this)
    new EventSourceMapping(this, 'Source', {
      target: invoked(this, {
        domain,
        worker: this.worker,
        timeout: consumer.timeout,
        givesUp: true,
        rejects: props.rejects ?? false,
      }),
      eventSourceArn: queue.queue.queueArn,
      batchSize,
      maxBatchingWindow: consumer.batchingWindow,
      maxConcurrency: props.maxConcurrency,
      reportBatchItemFailures: true,
    })
    this.#refuseReservedConcurrency()
    this.#alarmOnFailedRecords(domain)
    this.#alarmOnLateMessages(domain)
  }

  /** Each message goes to only one of a queue's event sources, in an undefined way. */
  #refuseSecondWorker(): void {
    const other = this.node.root.node
      .findAll()
      .find(each => each !== this && each instanceof QueueWorker && each.#queue === this.#queue)
    if (other === undefined) return
    refuse(
      this,
      `Its queue ${this.#queue.node.path} has the worker ${other.node.path}: each would get some of the messages.`,
      'Subscribe another queue to the topic, or raise the maxConcurrency of the one worker.',
    )
  }

  #refuseWhatCannotWork(queue: GuardedQueue, batchSize: number, maxConcurrency: number): void {
    const largest = largestBatch(queue)
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > largest) {
      const remedy =
        largest === 10 && !queue.fifo
          ? 'Use 1 to 10, or give the consumer a batchingWindow for up to 10,000.'
          : `Use 1 to ${largest}.`
      refuse(this, `Its batch size is ${batchSize}.`, remedy)
    }
    if (!Number.isInteger(maxConcurrency) || maxConcurrency < 2 || maxConcurrency > 1000) {
      refuse(this, `Its maxConcurrency is ${maxConcurrency}.`, 'An SQS event source allows 2 to 1000.')
    }
  }

  /** Checked at synthesis, because the construct does not offer the setting, but `function.node.defaultChild` does. */
  #refuseReservedConcurrency(): void {
    this.node.addValidation({
      validate: () => {
        const reserved = (this.worker.function.node.defaultChild as CfnFunction).reservedConcurrentExecutions
        if (reserved === undefined) return []
        return [
          `The function has a reserved concurrency of ${reserved}: messages that the event source has received and Lambda then ` +
            'throttles become dead letters without having been tried. Use maxConcurrency.',
        ]
      },
    })
  }

  #alarmOnFailedRecords(domain: Domain): void {
    const { service, logGroupName } = this.worker
    new Alarm(this, 'FailedRecords', {
      domain,
      name: `${service}-failed-records`,
      // A response with failed messages is not an error to Lambda, so its Errors metric stays at zero.
      metric: this.#metric(domain, 'FailedRecords', 'Sum'),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      runbook: 'failed-records',
      description:
        `${service} has failed on messages in three of the last five minutes, and nothing that it calls says that it ` +
        'is down: most often a defect of the function, or messages that it cannot handle. Each is tried ' +
        `${this.#queue.tries} times, and is a dead letter then. Look in the log group ${logGroupName} for outcome ` +
        '"retry" with its reason. What waits for a service that is down is not counted here.',
    })
  }

  /**
   * The queue's age metric is not enough: it omits messages that were received three times (SQS, CloudWatch metrics).
   */
  #alarmOnLateMessages(domain: Domain): void {
    const { service, logGroupName } = this.worker
    const age = this.#queue.alarmAtAge
    new Alarm(this, 'LateMessages', {
      domain,
      name: `${service}-late-messages`,
      metric: this.#metric(domain, 'MessageAge', 'Maximum'),
      threshold: age.toSeconds(),
      runbook: 'late-messages',
      description:
        `${service} has received a message that was sent more than ${age.toHumanString()} ago: this is how long ` +
        'somebody waits, retries included. Nothing is lost. If an alarm "waiting-for-…" is on, too, that is why. ' +
        `Otherwise look in the log group ${logGroupName} for lines with outcome "retry" and their reason, and at the ` +
        "function's Throttles and Duration. After an outage it ends when the backlog is worked off.",
    })
  }

  #metric(domain: Domain, metricName: string, statistic: 'Sum' | 'Maximum'): Metric {
    return new Metric({
      namespace: metricNamespace(domain),
      metricName,
      dimensionsMap: { service: this.worker.service },
      statistic,
      period: Duration.minutes(1),
    })
  }
}

/**
 * "For standard queues up to 10,000 with a batch window, for FIFO queues up to 10" (Lambda, SQS event source
 * parameters).
 */
function largestBatch({ fifo, consumer }: GuardedQueue): number {
  return fifo || !consumer.batchingWindow?.toSeconds() ? 10 : 10_000
}
