import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  type EventType,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { MailStore } from '../../../src/services/ses/inbox.ts'
import { Ses } from '../../../src/services/ses/ses.ts'
import { Sns } from '../../../src/services/sns/sns.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { allowService } from '../../resource-policies.ts'
import { Rig } from '../../rig.ts'

export const SIMPLE = { Subject: { Data: 'Your receipt' }, Body: { Text: { Data: 'Thank you.' } } }

/** SES with the services that its events go through, and clients of them. */
export class SesRig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly inbox = new MailStore(this.rig.account)
  readonly kms = new Kms(this.rig.account)
  readonly service: Ses
  readonly metrics = new MetricStore(this.rig.account)
  readonly #services: { sqs: Sqs; sns: Sns }
  #clients: { ses: SESv2Client; sns: SNS; sqs: SQS } | undefined

  constructor() {
    const { account } = this.rig
    const { metrics } = this
    const sqs = new Sqs(account, this.kms, metrics)
    const sns = new Sns(
      account,
      { queues: sqs, functions: NO_FUNCTIONS, inbox: this.inbox },
      this.kms,
      metrics,
    )
    this.#services = { sqs, sns }
    this.service = new Ses(account, this.inbox, sns, metrics)
  }

  async open(): Promise<void> {
    const { sqs, sns } = this.#services
    await this.rig.open([this.service.api, sqs.api, sns.api, this.kms.api], [this.inbox])
    const settings = this.rig.client
    this.#clients = { ses: new SESv2Client(settings), sns: new SNS(settings), sqs: new SQS(settings) }
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.#opened)) client.destroy()
    await this.rig.close()
  }

  get client(): SESv2Client {
    return this.#opened.ses
  }

  get sns(): SNS {
    return this.#opened.sns
  }

  get sqs(): SQS {
    return this.#opened.sqs
  }

  get #opened() {
    if (!this.#clients) throw new Error('Open the rig first.')
    return this.#clients
  }

  send(given: Partial<SendEmailCommandInput> = {}) {
    return this.client.send(
      new SendEmailCommand({
        FromEmailAddress: 'shop@example.com',
        Destination: { ToAddresses: ['jo@example.org'] },
        Content: { Simple: SIMPLE },
        ...given,
      }),
    )
  }

  /** What arrived, or what reached one address. */
  async mails(to?: string): Promise<Record<string, unknown>[]> {
    const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
    const response = await fetch(`${this.rig.account.endpoint}/_aws/ses${query}`)
    return ((await response.json()) as { messages: Record<string, unknown>[] }).messages
  }

  /** A standard topic, and the URL of a queue that gets all that is published to it, raw. */
  async topic(name: string, attributes: Record<string, string> = {}) {
    const { TopicArn } = await this.sns.createTopic({ Name: name, Attributes: attributes })
    const Policy = JSON.stringify({ Statement: allowService('sns.amazonaws.com', 'sqs:SendMessage') })
    const { QueueUrl } = await this.sqs.createQueue({ QueueName: name, Attributes: { Policy } })
    await this.sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: this.rig.account.arn('sqs', name),
      Attributes: { RawMessageDelivery: 'true' },
    })
    return { topicArn: TopicArn as string, queueUrl: QueueUrl as string }
  }

  /** A configuration set that tells a topic of the same name of `types`; gives the URL of the queue behind it. */
  async configurationSet(
    ConfigurationSetName: string,
    types: EventType[],
    topicAttributes?: Record<string, string>,
  ): Promise<string> {
    const { topicArn, queueUrl } = await this.topic(ConfigurationSetName, topicAttributes)
    await this.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName }))
    await this.client.send(
      new CreateConfigurationSetEventDestinationCommand({
        ConfigurationSetName,
        EventDestinationName: 'feedback',
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: types,
          SnsDestination: { TopicArn: topicArn },
        },
      }),
    )
    // The message that tried the topic.
    await this.bodies(queueUrl)
    return queueUrl
  }

  /** What arrived in the queue of a configuration set, after time enough for every event. */
  async events(queueUrl: string): Promise<Record<string, unknown>[]> {
    await this.clock.advanceBy({ seconds: 5 })
    return (await this.bodies(queueUrl)).map(body => JSON.parse(body))
  }

  /** The bodies of what is in a queue; it stays invisible. */
  async bodies(QueueUrl: string): Promise<string[]> {
    const { Messages = [] } = await this.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    return Messages.map(({ Body = '' }) => Body)
  }
}
