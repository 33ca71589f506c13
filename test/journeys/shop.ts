import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { type Clock, RealClock } from '../../local/clock.ts'
import { LocalAws } from '../../local/local-aws.ts'
import { type Connection, localConnection } from '../../tools/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../../tools/dead-letters.ts'
import { Ledger } from '../../tools/shop/ledger.ts'
import { type PurchaseRequest, placePurchase } from '../../tools/shop/place-purchase.ts'
import { ShippedEvents } from '../../tools/shop/shipped-events.ts'
import { type SignedFetch, signedFetch } from '../../tools/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../../tools/stack-outputs.ts'
import { findTrail, type Hop } from '../../tools/trail.ts'
import { ASSEMBLY, STAGE } from './assembly.ts'

/** The synthesized stacks in a local AWS of their own, from the outside: HTTP, the SDK, and the processes. */
export class Shop<C extends Clock = RealClock> {
  readonly aws: LocalAws
  readonly clock: C
  readonly connection: Connection
  readonly outputs: StackOutputs
  readonly request: SignedFetch
  /** What was placed through {@link place}, against what {@link watch} saw shipped. */
  readonly ledger = new Ledger()
  readonly #witness: ShippedEvents

  private constructor(aws: LocalAws, clock: C, outputs: StackOutputs, witness: ShippedEvents) {
    this.aws = aws
    this.clock = clock
    this.connection = localConnection(aws.endpoint)
    this.outputs = outputs
    this.request = signedFetch(this.connection)
    this.#witness = witness
  }

  static open(): Promise<Shop> {
    return Shop.on(new RealClock())
  }

  static async on<C extends Clock>(clock: C): Promise<Shop<C>> {
    const aws = await LocalAws.start({ assembly: ASSEMBLY, clock })
    const connection = localConnection(aws.endpoint)
    const outputs = await stackOutputs(connection, `Messaging-${STAGE}-Shop`)
    return new Shop(aws, clock, outputs, await ShippedEvents.of(connection, outputs('PurchasesTopicArn')))
  }

  async close(): Promise<void> {
    await this.aws.stop()
  }

  /** Accepts a purchase of one book, with whatever `changes` says otherwise. @returns its id */
  async place(
    customerId: string,
    changes: Partial<PurchaseRequest> = {},
    idempotencyKey?: string,
  ): Promise<string> {
    const body = { ...bookFor(customerId), ...changes }
    const purchaseId = await placePurchase(this.request, this.outputs('ApiUrl'), body, idempotencyKey)
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
    return this.request('GET', `${this.outputs('ApiUrl')}${path}`)
  }

  trail(correlationId: string): Promise<Hop[]> {
    return findTrail(this.connection, { correlationId, stage: STAGE })
  }

  deadLetters(queue: 'Shipping' | 'History' | 'Receipts' | 'Review'): Promise<DeadLetter[]> {
    return peekDeadLetters(this.connection, this.outputs(`${queue}DeadLetterQueueUrl`))
  }

  /** Publishes to the purchases topic past the API, as a faulty producer would. */
  async publish(customerId: string, body: string, deduplicationId: string): Promise<void> {
    const client = new SNSClient(this.connection)
    await client.send(
      new PublishCommand({
        TopicArn: this.outputs('PurchasesTopicArn'),
        Message: body,
        MessageGroupId: customerId,
        MessageDeduplicationId: deduplicationId,
      }),
    )
  }

  /** The physical name of a function by its `<domain>-<function>`. */
  async functionName(service: string): Promise<string> {
    const { Functions = [] } = await new LambdaClient(this.connection).send(new ListFunctionsCommand())
    const found = Functions.find(
      ({ Environment }) => Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service,
    )
    if (!found?.FunctionName) throw new Error(`No function has the service name ${service}.`)
    return found.FunctionName
  }

  /** The process ids of the environments that work on an invocation now. */
  busy(functionName: string): number[] {
    return this.aws.lambda
      .environments(functionName)
      .filter(({ requestId }) => requestId !== undefined)
      .map(({ pid }) => pid)
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

/** Looks again each time the event loop comes round, so that what lasts a moment is not missed. */
export async function until<Value>(
  look: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    await new Promise(resolve => setImmediate(resolve))
  }
}
