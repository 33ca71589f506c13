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
import type { Runbook } from './runbook.ts'

/** "You can specify up to 10 source queue ARNs" (SQS, SetQueueAttributes, RedriveAllowPolicy). */
const MAXIMUM_SOURCES = 10

export interface DeadLetterQueueProps {
  readonly domain: Domain
  /** @default - the domain's key */
  readonly key?: DomainKey
  /** Whether its source is a FIFO queue or topic. */
  readonly fifo: boolean
  /** The name of its alarm: `shop-shipping-dead-letters`. */
  readonly alarm: string
  /** Of its alarm: whether a function or SNS gave its messages up. @default 'dead-letters' */
  readonly runbook?: Extract<Runbook, 'dead-letters' | 'undelivered'>
  /** Its messages, for the alarm's description: `messages that shop/shipping could not process`. */
  readonly contents: string
  /** What to do, for the alarm's description. */
  readonly remedy: string
  /** From how many messages the alarm goes off. @default 1 */
  readonly alarmAtMessages?: number
  /** Longer than that of its source. @default 14 days, the maximum */
  readonly retentionPeriod?: Duration
}

/** A queue where messages wait for a person. One message raises an alarm, unless some are expected. */
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

  /**
   * Lets a queue move its messages here. The ARN must not refer to that queue, because that queue refers to this one.
   */
  allowSource(queueArn: string): void {
    if (this.#sources.length === MAXIMUM_SOURCES) {
      refuse(
        this,
        `It is the dead-letter queue of more than ${MAXIMUM_SOURCES} queues, the maximum of SQS.`,
        'Leave out deadLetterQueue in some of them, so that each has its own.',
      )
    }
    this.#sources.push(queueArn)
  }

  /** For a consumer that knows that a message will never succeed. */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    )
    this.#key.grantThrough('sqs', grantee, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  /** For a function that only asks how many messages the queue holds. */
  grantDepth(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [this.queue.queueArn] }),
    )
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

  #alarmOnDepth(props: DeadLetterQueueProps): void {
    const { domain, alarm, contents, remedy, alarmAtMessages = 1, runbook = 'dead-letters' } = props
    const number = alarmAtMessages === 1 ? '' : `${alarmAtMessages} or more `
    new Alarm(this, 'NotEmpty', {
      domain,
      name: alarm,
      // NumberOfMessagesSent does not count the messages that SQS moves here.
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: alarmAtMessages,
      runbook,
      description:
        `${this.queueName} holds ${number}${contents}. They keep for ${this.retentionPeriod.toHumanString()} and hold up ` +
        `nothing else. ${remedy}`,
    })
  }
}
