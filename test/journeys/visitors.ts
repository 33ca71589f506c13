import { randomUUID } from 'node:crypto'
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import type { Duration, SteppedClock } from '@messaging-on-aws/local-aws'
import { Clickstream } from '../../tools/clients/clickstream/clickstream.ts'
import type { InboxMail } from '../../tools/clients/inbox.ts'
import { placePurchase } from '../../tools/clients/shop/place-purchase.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { eventually, Messaging } from './messaging.ts'
import { bookFor } from './shop.ts'

/** Shorter than the timeout of most functions, so that time alone fails none of them. */
const STEP_SECONDS = 20

/** Customers of the shop whose baskets are watched, in the stepped time of the clock. */
export class Visitors {
  readonly messaging: Messaging<SteppedClock>
  readonly outputs: StackOutputs
  readonly #shop: StackOutputs
  readonly #clickstream: Clickstream
  readonly #functions: readonly string[]

  private constructor(
    messaging: Messaging<SteppedClock>,
    outputs: StackOutputs,
    shop: StackOutputs,
    functions: readonly string[],
  ) {
    this.messaging = messaging
    this.outputs = outputs
    this.#shop = shop
    this.#clickstream = new Clickstream(messaging.request, outputs('ClickstreamApiUrl'))
    this.#functions = functions
  }

  static async on(clock: SteppedClock, assembly?: string): Promise<Visitors> {
    const messaging = await Messaging.on(clock, assembly)
    const [outputs, shop] = await Promise.all([messaging.outputs('Clickstream'), messaging.outputs('Shop')])
    return new Visitors(messaging, outputs, shop, await messaging.functionNames())
  }

  close(): Promise<void> {
    return this.messaging.close()
  }

  /** The customer wants to be reminded. */
  async consents(customerId: string): Promise<void> {
    const answer = await this.#reminders('PUT', customerId, { email: addressOf(customerId) })
    if (answer.status !== 204) throw new Error(`PUT /reminders answered ${answer.status}.`)
  }

  async withdraws(customerId: string): Promise<void> {
    const answer = await this.#reminders('DELETE', customerId)
    if (answer.status !== 204) throw new Error(`DELETE /reminders answered ${answer.status}.`)
  }

  #reminders(method: 'PUT' | 'DELETE', customerId: string, body?: object): Promise<Response> {
    return this.messaging.request(
      method,
      `${this.outputs('ClickstreamApiUrl')}/reminders/${customerId}`,
      body,
    )
  }

  /** The customer views a product and puts it into the basket. */
  async fillsBasket(customerId: string, sku: string): Promise<void> {
    const about = {
      sessionId: `visit-of-${customerId}`,
      time: new Date(this.messaging.clock.now()).toISOString(),
      sku,
    }
    await this.#clickstream.send([
      { id: randomUUID(), type: 'product-viewed', ...about },
      { id: randomUUID(), type: 'basket-item-added', ...about, quantity: 1, customerId },
    ])
  }

  /** The customer buys. The purchase is not in the stream yet when this resolves. */
  buys(customerId: string): Promise<string> {
    return placePurchase(this.messaging.request, this.#shop('ShopApiUrl'), bookFor(customerId))
  }

  /** Time passes, in steps that are each followed by the work that they bring. */
  async timePasses(duration: Duration): Promise<void> {
    const { hours = 0, minutes = 0, seconds = 0 } = duration
    const total = (hours * 60 + minutes) * 60 + seconds
    for (let passed = 0; passed < total; passed += STEP_SECONDS) {
      await this.#step(Math.min(STEP_SECONDS, total - passed))
    }
  }

  async #step(seconds: number): Promise<void> {
    await this.messaging.clock.advanceBy({ seconds })
    jest.setSystemTime(this.messaging.clock.now())
    await this.messaging.idle(...this.#functions)
  }

  /** Many hours in which nothing is expected to happen but receives. */
  async hoursPass(hours: number): Promise<void> {
    for (let passed = 0; passed < hours * 12; passed++) await this.#step(300)
  }

  /** The reminders that the customer has got. */
  async mailsTo(customerId: string): Promise<InboxMail[]> {
    const mails = await this.messaging.inbox(addressOf(customerId))
    return mails.filter(({ subject }) => subject === 'You left something in your basket')
  }

  /** Stops the event source of a function, or starts it. */
  async source(service: string, Enabled: boolean): Promise<void> {
    const client = new LambdaClient(this.messaging.connection)
    const FunctionName = await this.messaging.functionName(service)
    const { EventSourceMappings = [] } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    )
    await client.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled }))
    await eventually(async () => {
      await this.#step(1)
      const found = await client.send(new ListEventSourceMappingsCommand({ FunctionName }))
      return found.EventSourceMappings?.[0]?.State === (Enabled ? 'Enabled' : 'Disabled')
    })
    client.destroy()
  }
}

export function addressOf(customerId: string): string {
  return `${customerId}@baskets.example`
}
