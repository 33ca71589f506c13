import { type CreateQueueCommandInput, type QueueAttributeName, SQS } from '@aws-sdk/client-sqs'
import type { ServiceApi } from '../../../src/api/service-api.ts'
import { AwsError } from '../../../src/aws-error.ts'
import type { Keys, MetricDatum, Metrics } from '../../../src/ports.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { Rig } from '../../rig.ts'

/** Keys that exist until they are disabled. */
class FewKeys implements Keys {
  readonly known = new Set<string>()
  readonly disabled = new Set<string>()
  /** The error of each key that KMS refuses to use. */
  readonly refusals = new Map<string, string>()

  use(key: string): string {
    const refusal = this.refusals.get(key)
    if (refusal !== undefined) throw new AwsError(refusal, `KMS refuses ${key}.`)
    if (this.disabled.has(key)) throw new AwsError('DisabledException', `${key} is disabled.`)
    if (!this.known.has(key)) throw new AwsError('NotFoundException', `Key '${key}' does not exist`)
    return key
  }

  useGranted(key: string): string {
    return this.use(key)
  }
}

/** Remembers what was reported. */
class RecordedMetrics implements Metrics {
  readonly data: MetricDatum[] = []
  #gauges: (() => readonly MetricDatum[])[] = []

  put(datum: MetricDatum): void {
    this.data.push(datum)
  }

  observe(_namespace: string, gauge: () => readonly MetricDatum[]): void {
    this.#gauges.push(gauge)
  }

  gauges(queueName: string): MetricDatum[] {
    const data = this.#gauges.flatMap(gauge => gauge())
    return data.filter(({ dimensions }) => dimensions.QueueName === queueName)
  }

  gauge(queueName: string, name: string): number | undefined {
    return this.gauges(queueName).find(datum => datum.name === name)?.value
  }

  sum(queueName: string, name: string): number {
    return this.data
      .filter(datum => datum.name === name && datum.dimensions.QueueName === queueName)
      .reduce((sum, { value }) => sum + value, 0)
  }
}

/** SQS behind a front door, with a client and a stepped clock. */
export class SqsRig {
  readonly rig = Rig.stepped()
  readonly clock = this.rig.clock
  readonly keys = new FewKeys()
  readonly metrics = new RecordedMetrics()
  readonly sqs = new Sqs(this.rig.account, this.keys, this.metrics)
  /** Who calls in process. */
  readonly caller = this.rig.caller
  #client: SQS | undefined
  #latestSignal: AbortSignal | undefined

  async open(): Promise<void> {
    const { api } = this.sqs
    const observed: ServiceApi = {
      ...api,
      serve: (request, response, context) => {
        this.#latestSignal = context.signal
        return api.serve(request, response, context)
      },
    }
    await this.rig.open([observed])
    this.#client = new SQS(this.rig.client)
  }

  async close(): Promise<void> {
    this.#client?.destroy()
    await this.rig.close()
  }

  /** Resolves when the server has seen that the client of the latest request is gone. */
  async abortOfLatestRequest(): Promise<void> {
    const signal = this.#latestSignal
    if (signal?.aborted === false) await new Promise(resolve => signal.addEventListener('abort', resolve))
  }

  get client(): SQS {
    if (!this.#client) throw new Error('Open the rig first.')
    return this.#client
  }

  /** The URL of a new queue; FIFO by its name. */
  async queue(
    name: string,
    attributes: Partial<Record<QueueAttributeName, string>> = {},
    tags?: CreateQueueCommandInput['tags'],
  ): Promise<string> {
    const { QueueUrl } = await this.client.createQueue({
      QueueName: name,
      Attributes: { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes },
      tags,
    })
    return QueueUrl as string
  }

  arn(name: string): string {
    return this.rig.account.arn('sqs', name)
  }

  async send(QueueUrl: string, ...bodies: string[]): Promise<void> {
    for (const MessageBody of bodies) await this.client.sendMessage({ QueueUrl, MessageBody })
  }

  /** Sends `<group><n>` bodies: each is its own deduplication id, its first letter its group. */
  async sendFifo(QueueUrl: string, ...bodies: string[]): Promise<void> {
    for (const MessageBody of bodies) {
      await this.client.sendMessage({
        QueueUrl,
        MessageBody,
        MessageGroupId: MessageBody.charAt(0),
        MessageDeduplicationId: MessageBody,
      })
    }
  }

  async receive(QueueUrl: string, options: { max?: number; wait?: number; visibility?: number } = {}) {
    const { Messages = [] } = await this.client.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: options.max ?? 10,
      WaitTimeSeconds: options.wait,
      VisibilityTimeout: options.visibility,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    return Messages
  }

  /** The bodies of what a receive gets. */
  async bodies(QueueUrl: string, options?: { max?: number; wait?: number; visibility?: number }) {
    return (await this.receive(QueueUrl, options)).map(({ Body }) => Body)
  }

  async attribute(QueueUrl: string, name: QueueAttributeName): Promise<string | undefined> {
    const { Attributes } = await this.client.getQueueAttributes({ QueueUrl, AttributeNames: [name] })
    return Attributes?.[name]
  }
}
