import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { shopHistory } from '../../lambda/contracts/consumers/shop-history.ts'
import { shopReceipts } from '../../lambda/contracts/consumers/shop-receipts.ts'
import { shopShipping } from '../../lambda/contracts/consumers/shop-shipping.ts'
import type { Config } from '../config.ts'
import { DomainTable } from '../constructs/domain-table.ts'
import { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { GuardedQueue, type GuardedQueueProps } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { TopicArchive } from '../constructs/topic-archive.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { eventFilter } from '../filter-policy/event-filter.ts'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'
import type { FunctionName } from '../packaging/functions.ts'
import { HistoryRebuild } from './history-rebuild.ts'
import { PurchasesApi } from './purchases-api.ts'
import { reviewFilter } from './review-filter.ts'

export interface ShopStackProps extends DomainStackProps {
  /** The mail domain's queue. */
  readonly emails: GuardedQueue
}

/** A consumer's subscription to the topic. */
interface Subscription {
  readonly function: FunctionName
  /** Whether messages are in order by customer. */
  readonly fifo: boolean
  /** @default - all events */
  readonly filter: FilterPolicy | undefined
  /** How long messages may wait for others to share an invocation. @default - no window */
  readonly batchingWindow?: Duration
}

/** Buying → one topic → shipping, history, receipts and review, each behind its own queue. */
export class ShopStack extends DomainStack {
  /** All events of the shop. Other domains subscribe with `subscribeForeign`. */
  readonly purchases: FanOutTopic
  readonly #config: Config
  readonly #history: DomainTable

  constructor(scope: Construct, props: ShopStackProps) {
    super(scope, 'Shop', props, 'Messaging: buying and shipping')
    this.#config = props.config
    this.purchases = new FanOutTopic(this, 'Purchases', { domain: this, fifo: true })
    this.#history = new DomainTable(this, 'PurchaseHistory', {
      domain: this,
      key: 'purchaseId',
      expiry: 'expiresAt',
    })
    const keys = this.#keys(props.config)
    const { url } = new PurchasesApi(this, 'Api', {
      domain: this,
      topic: this.purchases,
      purchases: this.#history,
      keys,
    })
    this.output(
      'ShopApiUrl',
      url,
      'POST /purchases, GET /purchases/{id}; requests signed with SigV4 for execute-api',
    )
    this.output('PurchasesTopicArn', this.purchases.topic.topicArn, 'All events of the shop')
    this.output('PurchasesTableName', this.#history.tableName, 'The status of each purchase, by its id')
    this.#addShipping()
    this.#addHistory()
    this.#addReceipts(props.emails, keys)
    this.#addReview()
    const { purchasesArchiveDays } = props.config
    if (purchasesArchiveDays !== undefined && keys) this.#addArchive(purchasesArchiveDays, keys)
  }

  #addShipping(): void {
    const filter = eventFilter(shopShipping)
    const queue = this.#subscribe('Shipping', { function: 'shop/shipping', fifo: true, filter })
    const shipments = new DomainTable(this, 'Shipments', {
      domain: this,
      key: 'purchaseId',
      expiry: 'expiresAt',
    })
    const shipper = this.#work('Shipper', queue, "Ships each customer's purchases in order", {
      SHIPMENTS_TABLE: shipments.tableName,
      ...this.#retention,
      PURCHASES_TOPIC_ARN: this.purchases.topic.topicArn,
    })
    shipments.grant(shipper, 'GetItem', 'PutItem')
    this.purchases.grantPublish(shipper)
    this.output('ShipmentsTableName', shipments.tableName, 'The shipping decisions, by purchase id')
  }

  #addHistory(): void {
    const filter = eventFilter(shopHistory)
    const queue = this.#subscribe('History', { function: 'shop/history', fifo: true, filter })
    const historian = this.#work('Historian', queue, 'Records the status of each purchase', {
      PURCHASES_TABLE: this.#history.tableName,
      ...this.#retention,
    })
    // It reads which generation of the read model is live, and whether another is being built.
    this.#history.grant(historian, 'GetItem', 'UpdateItem')
  }

  #addReceipts(emails: GuardedQueue, keys: DomainTable | undefined): void {
    const queue = this.#subscribe('Receipts', {
      function: 'shop/receipts',
      fifo: false,
      filter: eventFilter(shopReceipts),
      // A delay of a second does not matter to receipts, and ten in one invocation cost a tenth.
      batchingWindow: Duration.seconds(1),
    })
    const writer = this.#work('ReceiptWriter', queue, 'Requests mails to customers about their purchases', {
      EMAILS_QUEUE_URL: emails.queue.queueUrl,
      ...(keys && { CUSTOMER_KEYS_TABLE: keys.tableName }),
    })
    emails.grantSend(writer)
    keys?.grant(writer, 'GetItem')
  }

  #addReview(): void {
    const filter = reviewFilter(this.#config.reviewLimits)
    const queue = this.#subscribe('Review', { function: 'shop/review', fifo: false, filter })
    const reviewer = this.#work('Reviewer', queue, 'Flags large purchases for a person to look at', {
      PURCHASES_TOPIC_ARN: this.purchases.topic.topicArn,
    })
    this.purchases.grantPublish(reviewer)
  }

  /**
   * The keys of customers, in a stage whose topic archives: nobody can delete a message from an archive, but whoever
   * deletes a customer's key makes it unreadable (docs/decisions/key-per-customer.md). A restored table would bring keys
   * back, so it can be restored for a day only.
   */
  #keys({ purchasesArchiveDays }: Config): DomainTable | undefined {
    if (purchasesArchiveDays === undefined) return undefined
    const keys = new DomainTable(this, 'CustomerKeys', {
      domain: this,
      key: 'customerId',
      withoutExpiry:
        'A key lasts until its customer is forgotten: without it, no copy of a purchase can be read.',
      restorableDays: 1,
    })
    this.output('CustomerKeysTableName', keys.tableName, 'The keys that personal data is sealed with')
    return keys
  }

  /** The archive of the topic, and what rebuilds the read model from it. */
  #addArchive(days: number, keys: DomainTable): void {
    new TopicArchive(this, 'Archive', { domain: this, topic: this.purchases, days, function: 'shop/archive' })
    const rebuild = new HistoryRebuild(this, 'HistoryRebuild', {
      domain: this,
      topic: this.purchases,
      purchases: this.#history,
      keys,
      retention: this.#retention,
      maxConcurrency: this.#config.consumerConcurrency,
    })
    this.outputQueue('Replay', rebuild.queue)
    this.output(
      'ReplayUndeliveredQueueUrl',
      rebuild.undelivered.queue.queueUrl,
      'Replayed messages that SNS could not deliver to shop/replayed',
    )
    this.output('RebuildFunctionName', rebuild.functionName, 'The function that npm run replay invokes')
  }

  /** For functions that keep something of a purchase: how long. */
  get #retention(): Record<string, string> {
    return { PURCHASE_RETENTION_DAYS: String(this.#config.purchaseRetentionDays) }
  }

  #subscribe(id: string, { function: name, fifo, filter, batchingWindow }: Subscription): GuardedQueue {
    const consumer: GuardedQueueProps['consumer'] = {
      function: name,
      timeout: Duration.seconds(30),
      batchingWindow,
    }
    const queue = new GuardedQueue(this, id, { domain: this, fifo, consumer })
    const undelivered = this.purchases.subscribe(id, queue, filter)
    this.outputQueue(id, queue)
    this.output(
      `${id}UndeliveredQueueUrl`,
      undelivered.queue.queueUrl,
      `Messages that SNS could not deliver to ${name}`,
    )
    return queue
  }

  #work(
    id: string,
    queue: GuardedQueue,
    description: string,
    environment: Record<string, string>,
  ): QueueWorker {
    const { consumerConcurrency: maxConcurrency } = this.#config
    return new QueueWorker(this, id, { domain: this, queue, description, environment, maxConcurrency })
  }
}
