import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetTopicAttributesCommand, PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { v7 as uuidv7 } from 'uuid'
import {
  type PurchaseEvent,
  type PurchasePlaced,
  purchasePlacedSealed,
} from '../../lambda/contracts/purchase-events.ts'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { type CustomerKey, seal } from '../../lambda/shop/sealing.ts'
import { inParallel } from '../../tools/clients/in-parallel.ts'
import type { PurchaseRequest } from '../../tools/clients/shop/place-purchase.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { RebuildFunction } from '../../tools/replay/history/rebuild-function.ts'
import {
  type RebuildOptions,
  type Rebuilt,
  rebuildHistory,
} from '../../tools/replay/history/rebuild-history.ts'
import { ReplayingSubscription } from '../../tools/replay/history/replaying-subscription.ts'
import { ArchivingAssembly } from './archiving-assembly.ts'
import { Messaging } from './messaging.ts'
import { bookFor } from './shop.ts'

/** Older than the margin at the beginning of a rebuild. */
const ARCHIVED_MS = 20 * 60_000
const TICK_MS = 50
/** Where the machine stalls for longer, so does the stage: otherwise what functions have done would be late at once. */
const LONGEST_TICK_MS = 500
/** Each look reads the table, which competes with the work that is waited for. */
const LOOK_MS = 300

type Item = Record<string, AttributeValue>

/** The shop in a stage whose archive is twenty minutes old. Its clock goes on by itself, with the functions' own. */
export class ArchivingShop {
  readonly messaging: Messaging<SteppedClock>
  readonly outputs: StackOutputs
  readonly rebuild: RebuildFunction
  readonly subscription: ReplayingSubscription
  /** When archiving began. */
  readonly beginning: string
  readonly #dynamoDb: DynamoDBClient
  readonly #sns: SNSClient
  readonly #ticking = new AbortController()
  readonly #ticks: Promise<void>

  private constructor(messaging: Messaging<SteppedClock>, outputs: StackOutputs, beginning: string) {
    this.messaging = messaging
    this.outputs = outputs
    this.beginning = beginning
    const { connection } = messaging
    this.#dynamoDb = new DynamoDBClient(connection)
    this.#sns = new SNSClient(connection)
    this.rebuild = new RebuildFunction(connection, outputs('RebuildFunctionName'))
    this.subscription = this.newSubscription()
    this.#ticks = this.#tick()
  }

  static async open(): Promise<ArchivingShop> {
    const clock = new SteppedClock(Date.now() - ARCHIVED_MS)
    const assembly = await ArchivingAssembly.synthesized({ purchasesArchiveDays: 30, clickstream: false })
    const messaging = await Messaging.on(clock, assembly.directory)
    const outputs = await messaging.outputs('Shop')
    const sns = new SNSClient(messaging.connection)
    const { Attributes } = await sns.send(
      new GetTopicAttributesCommand({ TopicArn: outputs('PurchasesTopicArn') }),
    )
    sns.destroy()
    return new ArchivingShop(
      messaging,
      outputs,
      new Date(Attributes?.BeginningArchiveTime ?? '').toISOString(),
    )
  }

  async close(): Promise<void> {
    this.#ticking.abort()
    await this.#ticks
    this.#dynamoDb.destroy()
    this.#sns.destroy()
    await this.messaging.close()
  }

  async #tick(): Promise<void> {
    const { clock } = this.messaging
    await clock.advanceBy({ milliseconds: Math.max(0, Date.now() - clock.now()) })
    let before = Date.now()
    while (!this.#ticking.signal.aborted) {
      await sleep(TICK_MS)
      const now = Date.now()
      await clock.advanceBy({ milliseconds: Math.min(Math.max(0, now - before), LONGEST_TICK_MS) })
      before = now
    }
  }

  /** Of the stage's clock, which on a busy machine is behind the machine's. */
  now(): string {
    return new Date(this.messaging.clock.now()).toISOString()
  }

  /** A time after all that has happened: between two ticks, the clock stands still. */
  async later(): Promise<string> {
    const before = this.now()
    while (this.now() === before) await sleep(TICK_MS)
    return this.now()
  }

  /** As each run of the tool has one. */
  newSubscription(): ReplayingSubscription {
    return new ReplayingSubscription(this.messaging.connection, {
      topicArn: this.outputs('PurchasesTopicArn'),
      queueUrl: this.outputs('ReplayQueueUrl'),
      liveQueueUrl: this.outputs('HistoryQueueUrl'),
      undeliveredQueueUrl: this.outputs('ReplayUndeliveredQueueUrl'),
    })
  }

  /** A rebuild that does not wait for stragglers: there are none on one machine. The one before is found to be right. */
  async rebuilt(options: Partial<RebuildOptions> = {}, subscription = this.subscription): Promise<Rebuilt> {
    await this.rebuild.discard()
    const patience = { betweenLooks: 100, emptyLooks: 4 }
    return rebuildHistory(this.rebuild, subscription, { from: this.beginning, patience, ...options })
  }

  /** Publishes purchases as buying does. @returns their ids */
  buy(...purchases: Partial<PurchaseRequest>[]): Promise<string[]> {
    return this.buyAt(new Date().toISOString(), ...purchases)
  }

  /** Publishes purchases that were placed at a time. @returns their ids */
  async buyAt(placedAt: string, ...purchases: Partial<PurchaseRequest>[]): Promise<string[]> {
    const events = purchases.map(purchase =>
      placedEvent({ ...bookFor('ada'), ...purchase }, { purchaseId: uuidv7(), placedAt }),
    )
    const sealed: PurchaseEvent[] = []
    for (const event of events) sealed.push(await this.#sealed(event))
    await this.publish(...sealed)
    return events.map(({ data }) => data.purchaseId)
  }

  async #sealed({ data, ...envelope }: PurchasePlaced): Promise<PurchaseEvent> {
    const { customerEmail, shipTo, ...rest } = data
    const { country, ...address } = shipTo
    const personal = seal({ customerEmail, shipTo: address }, rest, await this.#keyOf(rest.customerId))
    return { ...envelope, type: purchasePlacedSealed.type, data: { ...rest, shipTo: { country }, personal } }
  }

  /** The customer's key; a new one after the customer was forgotten. */
  async #keyOf(customerId: string): Promise<CustomerKey> {
    const TableName = this.outputs('CustomerKeysTableName')
    const Key = { customerId: { S: customerId } }
    const { Item } = await this.#dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
    if (Item?.keyId?.S !== undefined && Item.key?.B) return { keyId: Item.keyId.S, key: Item.key.B }
    const made = { keyId: randomUUID(), key: randomBytes(32) }
    const item = { ...Key, keyId: { S: made.keyId }, key: { B: made.key } }
    await this.#dynamoDb.send(new PutItemCommand({ TableName, Item: item }))
    return made
  }

  async publish(...events: PurchaseEvent[]): Promise<void> {
    for (let first = 0; first < events.length; first += 10) {
      const entries = events.slice(first, first + 10).map((event, index) => ({
        Id: String(index),
        Message: JSON.stringify(event),
        MessageGroupId: event.data.customerId,
        MessageDeduplicationId: randomUUID(),
      }))
      await this.#sns.send(
        new PublishBatchCommand({
          TopicArn: this.outputs('PurchasesTopicArn'),
          PublishBatchRequestEntries: entries,
        }),
      )
    }
  }

  /** Waits until every purchase is shipped or cancelled in a generation. */
  async untilDecided(purchaseIds: readonly string[], generation = '0'): Promise<void> {
    while (!areDecided(await this.purchases(generation), purchaseIds)) await sleep(LOOK_MS)
    await this.messaging.drained(this.outputs('HistoryQueueUrl'))
    await this.messaging.drained(this.outputs('ReviewQueueUrl'))
    await this.messaging.drained(this.outputs('HistoryQueueUrl'))
  }

  /** The purchases of a generation, by their ids. */
  async purchases(generation: string): Promise<Record<string, Item>> {
    const prefix = generation === '0' ? '' : `${generation}#`
    const found = (await this.#items()).flatMap(({ purchaseId: key, ...fields }) => {
      const id = key?.S ?? ''
      const isOfIt = prefix === '' ? !id.includes('#') : id.startsWith(prefix)
      return isOfIt ? [[id.slice(prefix.length), fields] as const] : []
    })
    return Object.fromEntries(found)
  }

  /** The generations that have purchases. */
  async generations(): Promise<string[]> {
    const keys = (await this.#items()).map(({ purchaseId }) => purchaseId?.S ?? '')
    const own = keys.filter(key => !key.startsWith('#'))
    return [...new Set(own.map(key => (key.includes('#') ? (key.split('#')[0] ?? '') : '0')))].toSorted()
  }

  /** The keys of the items that never expire. */
  async lasting(): Promise<string[]> {
    const items = await this.#items()
    return items.flatMap(({ purchaseId, expiresAt }) => (expiresAt ? [] : [purchaseId?.S ?? '']))
  }

  async #items(): Promise<Item[]> {
    const items: Item[] = []
    const pages = paginateScan(
      { client: this.#dynamoDb },
      { TableName: this.outputs('PurchasesTableName'), ConsistentRead: true },
    )
    for await (const { Items = [] } of pages) items.push(...Items)
    return items
  }

  /** Spoils the read model past its functions. */
  async set(key: string, field: string, value: AttributeValue): Promise<void> {
    await this.#dynamoDb.send(
      new UpdateItemCommand({
        TableName: this.outputs('PurchasesTableName'),
        Key: { purchaseId: { S: key } },
        UpdateExpression: 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    )
  }

  async delete(key: string): Promise<void> {
    const Key = { purchaseId: { S: key } }
    await this.#dynamoDb.send(new DeleteItemCommand({ TableName: this.outputs('PurchasesTableName'), Key }))
  }

  async put(item: Item): Promise<void> {
    await this.#dynamoDb.send(
      new PutItemCommand({ TableName: this.outputs('PurchasesTableName'), Item: item }),
    )
  }

  /** The ids whose status the API knows, of so many as fit. */
  async statuses(purchaseIds: readonly string[]): Promise<unknown[]> {
    const { request } = this.messaging
    return inParallel(purchaseIds, 4, async id => {
      const answer = await request('GET', `${this.outputs('ShopApiUrl')}/purchases/${id}`)
      return ((await answer.json()) as { status: unknown }).status
    })
  }
}

function areDecided(purchases: Record<string, Item>, ids: readonly string[]): boolean {
  return ids.every(id => {
    const { placedAt, shippedAt, cancelledAt } = purchases[id] ?? {}
    return placedAt !== undefined && (shippedAt ?? cancelledAt) !== undefined
  })
}
