import { CloudWatch as CloudWatchApi } from '@aws-sdk/client-cloudwatch'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { CloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { MailStore, type ReceivedMail } from '../../../src/services/ses/inbox.ts'
import { Sns } from '../../../src/services/sns/sns.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { queuePolicy } from '../../queue-policy.ts'
import { Rig } from '../../rig.ts'
import { topicCounts } from './topic-counts.ts'

/** SNS with the services that it works with, and clients of SNS, SQS and CloudWatch. */
export class SnsRig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly kms = new Kms(this.rig.account)
  readonly inbox = new MailStore(this.rig.account)
  readonly service: Sns
  readonly #queues: Sqs
  readonly #cloudWatch: CloudWatch
  #clients: { sns: SNS; sqs: SQS; cloudWatch: CloudWatchApi } | undefined

  constructor() {
    const { account } = this.rig
    const metrics = new MetricStore(account)
    this.#queues = new Sqs(account, this.kms, metrics)
    this.service = new Sns(
      account,
      { queues: this.#queues, functions: NO_FUNCTIONS, inbox: this.inbox },
      this.kms,
      metrics,
    )
    this.#cloudWatch = new CloudWatch(account, metrics, this.service)
  }

  async open(): Promise<void> {
    const services = [this.service.api, this.#queues.api, this.kms.api, this.#cloudWatch.api]
    await this.rig.open(services, [this.inbox, this.service.linkPages])
    const { client } = this.rig
    this.#clients = { sns: new SNS(client), sqs: new SQS(client), cloudWatch: new CloudWatchApi(client) }
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.#clients ?? {})) client.destroy()
    await this.rig.close()
  }

  get sns(): SNS {
    return this.#opened.sns
  }

  get sqs(): SQS {
    return this.#opened.sqs
  }

  get cloudWatch(): CloudWatchApi {
    return this.#opened.cloudWatch
  }

  get #opened() {
    if (!this.#clients) throw new Error('Open the rig first.')
    return this.#clients
  }

  /** The ARN of a new topic; FIFO by its name. */
  async topic(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const Attributes = { ...(name.endsWith('.fifo') && { FifoTopic: 'true' }), ...attributes }
    const { TopicArn } = await this.sns.createTopic({ Name: name, Attributes })
    return TopicArn as string
  }

  /** The ARN of a new queue that topics may send to; FIFO by its name. */
  async queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const arn = this.rig.account.arn('sqs', name)
    const Policy = queuePolicy(arn, 'sns.amazonaws.com')
    const Attributes = { Policy, ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes }
    await this.sqs.createQueue({ QueueName: name, Attributes })
    return arn
  }

  /** The ARN of a new subscription of a queue. */
  async subscribe(TopicArn: string, queueArn: string, Attributes?: Record<string, string>): Promise<string> {
    const made = await this.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes })
    return made.SubscriptionArn as string
  }

  /** Subscribes an address and opens the link in the mail that it gets. */
  async subscribeAddress(TopicArn: string, address: string, Protocol = 'email'): Promise<void> {
    await this.sns.subscribe({ TopicArn, Protocol, Endpoint: address })
    await fetch(linkIn(this.inbox.mails(address).at(-1)))
  }

  /** What topics have mailed to an address, without questions for confirmation. */
  notifications(address: string): readonly ReceivedMail[] {
    return this.inbox.mails(address).filter(({ subject }) => !subject.endsWith(' Confirmation'))
  }

  urlOf(queueArn: string): string {
    return `${this.rig.account.endpoint}/${this.rig.account.id}/${nameOf(queueArn)}`
  }

  /** Everything that is in the queue; it stays invisible. */
  async receive(queueArn: string) {
    const { Messages = [] } = await this.sqs.receiveMessage({
      QueueUrl: this.urlOf(queueArn),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return Messages
  }

  /** The sum of each metric of the topic, but for `PublishSize`. */
  counts(topicArn: string): Promise<Record<string, number>> {
    return topicCounts(this.cloudWatch, nameOf(topicArn), this.clock.now())
  }

  /** The bodies of everything that is in the queue. */
  async bodies(queueArn: string): Promise<(string | undefined)[]> {
    return (await this.receive(queueArn)).map(({ Body }) => Body)
  }
}

/** The link in a mail of SNS. */
export function linkIn(mail: ReceivedMail | undefined): string {
  const link = /http:\/\/[\w.:]+\/_aws\/sns\/[\w/]+/.exec(mail?.text ?? '')?.[0]
  if (link === undefined) throw new Error(`There is no link in the mail ${JSON.stringify(mail)}.`)
  return link
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}
