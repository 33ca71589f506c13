import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs'
import { type Connection, localConnection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { type StackOutputs, stackOutputs } from '../clients/stack-outputs.ts'
import type { Cost } from './cost-of-purchase.ts'
import { sumsOfLastDay } from './metric-sums.ts'
import { readTreeTimes } from './processor-time.ts'
import { PurchaseLoad } from './purchase-load.ts'

/** How long mails and remaining work may take after the last purchase was shipped. */
const SETTLE_SECONDS = 120
const POLL_MS = 250
/** Longer than any function's batching window. */
const QUIET_MS = 1_200
/** In {@link QUIET_MS}, an idle local AWS uses 2 ms of processor time; starting one function uses 170 ms. */
const QUIET_TIME_MS = 20

/** The shop on a local AWS, and the processor time that its purchases take. */
export class MeasuredShop {
  /** For purchases whose time is not measured. */
  readonly load: PurchaseLoad
  readonly #pid: number
  readonly #sqs: SQSClient
  readonly #ses: SESv2Client
  readonly #cloudWatch: CloudWatchClient
  #placed = 0
  #clientsMs = 0

  private constructor(pid: number, load: PurchaseLoad, connection: Connection) {
    this.#pid = pid
    this.load = load
    this.#sqs = new SQSClient(connection)
    this.#ses = new SESv2Client(connection)
    this.#cloudWatch = new CloudWatchClient(connection)
  }

  /** @param pid the process of a local AWS that has sent no mail yet */
  static async on(endpoint: string, pid: number): Promise<MeasuredShop> {
    const connection = localConnection(endpoint)
    const load = await PurchaseLoad.on(connection, await shopOutputs(connection))
    return new MeasuredShop(pid, load, connection)
  }

  /** The cost since each process started; for the clients, since the first purchase. */
  async costSoFar(): Promise<Cost> {
    const { own, descendants, count } = readTreeTimes(this.#pid)
    const byFunction = await sumsOfLastDay(this.#cloudWatch, 'Invocations', 'FunctionName')
    const invocations = [...byFunction.values()].reduce((sum, count) => sum + count, 0)
    return { functions: descendants, local: own, clients: this.#clientsMs, invocations, environments: count }
  }

  /**
   * Places purchases and waits until they are shipped. All time of this process counts as the clients', so it must do
   * nothing else meanwhile.
   *
   * @throws if one is not shipped
   */
  async place(count: number): Promise<void> {
    const before = process.cpuUsage()
    let left = count
    const { ledger } = await this.load.run(() => left-- > 0)
    const { user, system } = process.cpuUsage(before)
    this.#clientsMs += (user + system) / 1000
    this.#placed += count
    if (ledger.outstanding > 0)
      throw new Error(`${ledger.outstanding} of ${count} purchases were not shipped within a minute.`)
  }

  /**
   * Waits until all purchases are mailed, the processes idle and the queues empty.
   *
   * @throws if that takes too long
   */
  async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_SECONDS * 1000
    for (;;) {
      const remaining = (await this.#withoutMail()) ?? (await this.#work()) ?? (await this.#messages())
      if (remaining === undefined) return
      if (performance.now() > deadline)
        throw new Error(`After ${SETTLE_SECONDS} s, the local AWS still has ${remaining}.`)
      await sleep(POLL_MS)
    }
  }

  async close(): Promise<void> {
    await this.load.close()
  }

  async #withoutMail(): Promise<string | undefined> {
    const { SendQuota } = await this.#ses.send(new GetAccountCommand())
    const missing = this.#placed - (SendQuota?.SentLast24Hours ?? 0)
    return missing > 0 ? `${missing} of ${this.#placed} purchases without a mail` : undefined
  }

  async #work(): Promise<string | undefined> {
    const before = readTreeTimes(this.#pid)
    await sleep(QUIET_MS)
    const after = readTreeTimes(this.#pid)
    const used = after.own + after.descendants - before.own - before.descendants
    return used > QUIET_TIME_MS ? `work: ${used} ms of processor time in ${QUIET_MS} ms` : undefined
  }

  async #messages(): Promise<string | undefined> {
    const urls: string[] = []
    for await (const { QueueUrls = [] } of paginateListQueues({ client: this.#sqs }, {}))
      urls.push(...QueueUrls)
    const lengths = await inParallel(urls, 8, url => this.#length(url))
    const names = urls.filter((_, index) => lengths[index]).map(url => url.slice(url.lastIndexOf('/') + 1))
    return names.length > 0 ? `messages in ${names.join(', ')}` : undefined
  }

  async #length(QueueUrl: string): Promise<number> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0)
  }
}

/** Works with any revision: before 0.2.0, every stack had its API's address in the output `ApiUrl`. */
async function shopOutputs(connection: Connection): Promise<StackOutputs> {
  const outputs = await stackOutputs(connection, 'Messaging-dev-Shop')
  const either = (key: string) => {
    try {
      return outputs(key)
    } catch (missing) {
      if (key !== 'ShopApiUrl') throw missing
      return outputs('ApiUrl')
    }
  }
  return Object.assign(either, { has: outputs.has })
}
