import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { MetricStore } from '../../../local/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../local/services/kms/kms.ts'
import { MailStore } from '../../../local/services/ses/inbox.ts'
import { Sns } from '../../../local/services/sns/sns.ts'
import { Sqs } from '../../../local/services/sqs/sqs.ts'
import { Stage } from '../stage.ts'

/** SNS with the services that it works with, and clients of SNS and SQS. */
export class SnsStage {
  readonly stage = Stage.stepped()
  readonly clock = this.stage.clock
  readonly kms = new Kms(this.stage.account)
  readonly inbox = new MailStore(this.stage.account)
  readonly service: Sns
  readonly #queues: Sqs
  #clients: { sns: SNS; sqs: SQS } | undefined

  constructor() {
    const { account } = this.stage
    this.#queues = new Sqs(account, this.kms, new MetricStore(account))
    this.service = new Sns(account, this.#queues, this.kms, this.inbox)
  }

  async open(): Promise<void> {
    const services = [this.service.api, this.#queues.api, this.kms.api]
    await this.stage.open(services, [this.inbox])
    this.#clients = { sns: new SNS(this.stage.client), sqs: new SQS(this.stage.client) }
  }

  async close(): Promise<void> {
    this.#clients?.sns.destroy()
    this.#clients?.sqs.destroy()
    await this.stage.close()
  }

  get sns(): SNS {
    return this.#opened.sns
  }

  get sqs(): SQS {
    return this.#opened.sqs
  }

  get #opened() {
    if (!this.#clients) throw new Error('Open the stage first.')
    return this.#clients
  }

  /** The ARN of a new topic; FIFO by its name. */
  async topic(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const Attributes = { ...(name.endsWith('.fifo') && { FifoTopic: 'true' }), ...attributes }
    const { TopicArn } = await this.sns.createTopic({ Name: name, Attributes })
    return TopicArn as string
  }

  /** The ARN of a new queue; FIFO by its name. */
  async queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const Attributes = { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes }
    await this.sqs.createQueue({ QueueName: name, Attributes })
    return this.stage.account.arn('sqs', name)
  }

  /** The ARN of a new subscription of a queue. */
  async subscribe(TopicArn: string, queueArn: string, Attributes?: Record<string, string>): Promise<string> {
    const made = await this.sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes })
    return made.SubscriptionArn as string
  }

  urlOf(queueArn: string): string {
    return `${this.stage.account.endpoint}/${this.stage.account.id}/${queueArn.split(':').pop()}`
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

  /** The bodies of everything that is in the queue. */
  async bodies(queueArn: string): Promise<(string | undefined)[]> {
    return (await this.receive(queueArn)).map(({ Body }) => Body)
  }
}
