import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { type Clock, RealClock } from '@messaging-on-aws/local-aws'
import type { DeadLetter } from '../../tools/clients/dead-letters.ts'
import { Ledger } from '../../tools/clients/shop/ledger.ts'
import { type PurchaseRequest, placePurchase } from '../../tools/clients/shop/place-purchase.ts'
import { ShippedEvents } from '../../tools/clients/shop/shipped-events.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { ASSEMBLY, STAGE } from './assembly.ts'
import { Messaging } from './messaging.ts'

/** The shop of the synthesized stacks. */
export class Shop<C extends Clock = RealClock> {
  readonly messaging: Messaging<C>
  readonly outputs: StackOutputs
  /** What was placed through {@link place}, against what {@link untilShipped} saw shipped. */
  readonly ledger = new Ledger()
  readonly #witness: ShippedEvents

  private constructor(messaging: Messaging<C>, outputs: StackOutputs, witness: ShippedEvents) {
    this.messaging = messaging
    this.outputs = outputs
    this.#witness = witness
  }

  static open(): Promise<Shop> {
    return Shop.on(new RealClock())
  }

  /**
   * @param assembly the stacks, where they are not quite those that the app has
   * @param stage of these stacks
   */
  static async on<C extends Clock>(clock: C, assembly = ASSEMBLY, stage = STAGE): Promise<Shop<C>> {
    const messaging = await Messaging.on(clock, assembly, stage)
    const outputs = await messaging.outputs('Shop')
    const witness = await ShippedEvents.of(messaging.connection, outputs('PurchasesTopicArn'))
    return new Shop(messaging, outputs, witness)
  }

  async close(): Promise<void> {
    await this.messaging.close()
  }

  /** Accepts a purchase of one book, with whatever `changes` says otherwise. @returns its id */
  async place(
    customerId: string,
    changes: Partial<PurchaseRequest> = {},
    idempotencyKey?: string,
  ): Promise<string> {
    const body = { ...bookFor(customerId), ...changes }
    const { request } = this.messaging
    const purchaseId = await placePurchase(request, this.outputs('ShopApiUrl'), body, idempotencyKey)
    this.ledger.place(customerId, purchaseId)
    return purchaseId
  }

  /** Waits until everything in `purchaseIds` was announced as shipped. */
  async untilShipped(purchaseIds: readonly string[]): Promise<void> {
    const missing = new Set(purchaseIds)
    while (missing.size > 0) {
      for (const event of await this.#witness.next()) {
        this.ledger.ship(event)
        missing.delete(event.purchaseId)
      }
    }
  }

  get(path: string): Promise<Response> {
    return this.messaging.request('GET', `${this.outputs('ShopApiUrl')}${path}`)
  }

  /** What the API's `status` says of a purchase. */
  async statusOf(purchaseId: string): Promise<unknown> {
    const answer = await this.get(`/purchases/${purchaseId}`)
    return ((await answer.json()) as { status: unknown }).status
  }

  /** What the read model holds of a purchase. */
  async recordOf(purchaseId: string): Promise<Record<string, AttributeValue>> {
    const { Item = {} } = await new DynamoDBClient(this.messaging.connection).send(
      new GetItemCommand({
        TableName: this.outputs('PurchasesTableName'),
        Key: { purchaseId: { S: purchaseId } },
      }),
    )
    return Item
  }

  deadLetters(queue: 'Shipping' | 'History' | 'Receipts' | 'Review'): Promise<DeadLetter[]> {
    return this.messaging.deadLetters(this.outputs(`${queue}DeadLetterQueueUrl`))
  }

  /** Publishes to the purchases topic past the API, as a faulty producer would. */
  async publish(customerId: string, body: string, deduplicationId: string): Promise<void> {
    const client = new SNSClient(this.messaging.connection)
    await client.send(
      new PublishCommand({
        TopicArn: this.outputs('PurchasesTopicArn'),
        Message: body,
        MessageGroupId: customerId,
        MessageDeduplicationId: deduplicationId,
      }),
    )
  }
}

export function bookFor(customerId: string): PurchaseRequest {
  return {
    customerId,
    customerEmail: `${customerId}@example.com`,
    shipTo: {
      name: customerId,
      street: 'Rua Augusta 1',
      city: 'Lisbon',
      postalCode: '1100-048',
      country: 'PT',
    },
    items: [{ sku: 'book-1', quantity: 1, unitPrice: { amount: 1990, currency: 'EUR' } }],
  }
}
