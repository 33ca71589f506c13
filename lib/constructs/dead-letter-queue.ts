import { Duration, Lazy } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { queueName } from '../names/queue-name.ts'
import { Alarm } from './alarm.ts'
import type { Domain } from './domain.ts'
import type { DomainKey } from './domain-key.ts'
import { queueSecurity, throughput } from './queue-settings.ts'
import { refuse } from './refusal.ts'

/** "You can specify up to 10 source queue ARNs" (SQS, SetQueueAttributes, RedriveAllowPolicy). */
const MAXIMUM_SOURCES = 10

export interface DeadLetterQueueProps {
  readonly domain: Domain
  /** @default - the domain's */
  readonly key?: DomainKey
  /** The type of the queue or topic whose messages it takes. */
  readonly fifo: boolean
  /** What its alarm is called: `shop-shipping-dead-letters`. */
  readonly alarm: string
  /** Whose messages end here, and by which failure: `messages that shop/shipping could not process`. */
  readonly contents: string
  /** What somebody does who was woken by it. */
  readonly remedy: string
  /** How many messages in it wake somebody. @default 1 */
  readonly alarmAtMessages?: number
  /** Longer than that of its source. @default 14 days, the longest there is */
  readonly retentionPeriod?: Duration
}

/** Where messages wait for a person. One message in it is an alarm, unless some are to be expected. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue
  readonly queueName: string
  readonly fifo: boolean
  readonly retentionPeriod: Duration
  readonly #key: DomainKey
  readonly #sources: string[] = []

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id)
    this.#key = props.key ?? props.domain.key
    this.fifo = props.fifo
    this.queueName = queueName(this, props.fifo)
    this.retentionPeriod = props.retentionPeriod ?? Duration.days(14)
    this.queue = new Queue(this, 'Queue', {
      ...queueSecurity(this.#key),
      ...throughput(props.fifo),
      queueName: this.queueName,
      retentionPeriod: this.retentionPeriod,
      receiveMessageWaitTime: Duration.seconds(20),
    })
    this.#allowItsSourcesAlone()
    this.#alarmOnDepth(props)
  }

  /** Lets one queue move its messages here. The ARN must not refer to that queue, which refers to this one. */
  allowSource(queueArn: string): void {
    if (this.#sources.length === MAXIMUM_SOURCES) {
      refuse(
        this,
        `It is the dead-letter queue of more than ${MAXIMUM_SOURCES} queues, the most that SQS takes.`,
        'Leave out deadLetterQueue in some of them: each then has its own.',
      )
    }
    this.#sources.push(queueArn)
  }

  /** For the consumer that knows that a message will never succeed. */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    )
    this.#key.grantThrough('sqs', grantee, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  #allowItsSourcesAlone(): void {
    const resource = this.queue.node.defaultChild as CfnQueue
    resource.redriveAllowPolicy = Lazy.any({
      produce: () =>
        this.#sources.length === 0
          ? { redrivePermission: 'denyAll' }
          : { redrivePermission: 'byQueue', sourceQueueArns: this.#sources },
    })
  }

  #alarmOnDepth({ domain, alarm, contents, remedy, alarmAtMessages = 1 }: DeadLetterQueueProps): void {
    const number = alarmAtMessages === 1 ? '' : `${alarmAtMessages} or more `
    new Alarm(this, 'NotEmpty', {
      domain,
      name: alarm,
      // NumberOfMessagesSent does not count the messages that SQS itself moves here.
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: alarmAtMessages,
      description:
        `${this.queueName} holds ${number}${contents}. They keep for ${this.retentionPeriod.toHumanString()} and hold up ` +
        `nothing else. ${remedy}`,
    })
  }
}
