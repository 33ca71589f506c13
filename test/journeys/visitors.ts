import { randomUUID } from 'node:crypto'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type { Duration, SteppedClock } from '@messaging-on-aws/local-aws'
import { Clickstream } from '../../tools/clients/clickstream/clickstream.ts'
import type { InboxMail } from '../../tools/clients/inbox.ts'
import { placePurchase } from '../../tools/clients/shop/place-purchase.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { findTrail, type Hop } from '../../tools/clients/trail.ts'
import { STAGE } from './assembly.ts'
import { eventually, Messaging } from './messaging.ts'
import { bookFor } from './shop.ts'

/** Shorter than the timeout of most functions, so that time alone fails none of them. */
const STEP_SECONDS = 20
const QUIET_STEP_SECONDS = 600

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
    await this.#passes(duration, STEP_SECONDS)
  }

  /** The same for a time in which nothing happens, but that a message to a function may become visible. */
  async quietlyPass(duration: Duration, service: string): Promise<void> {
    await this.messaging.switchSources(false, service)
    await this.#passes(duration, QUIET_STEP_SECONDS)
    await this.messaging.switchSources(true, service)
  }

  async #passes({ hours = 0, minutes = 0, seconds = 0 }: Duration, step: number): Promise<void> {
    const total = (hours * 60 + minutes) * 60 + seconds
    for (let passed = 0; passed < total; passed += step) await this.#step(Math.min(step, total - passed))
  }

  async #step(seconds: number): Promise<void> {
    await this.messaging.clock.advanceBy({ seconds })
    jest.setSystemTime(this.messaging.clock.now())
    await this.messaging.idle(...this.#functions)
  }

  /** Changes what the stage has set for a function, as a deployment does. */
  async setVariables(service: string, changes: Record<string, string>): Promise<void> {
    const client = new LambdaClient(this.messaging.connection)
    const FunctionName = await this.messaging.functionName(service)
    const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = { ...Environment?.Variables, ...changes }
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
    await eventually(async () => {
      await this.#step(1)
      const { LastUpdateStatus } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
      return LastUpdateStatus === 'Successful'
    })
    client.destroy()
  }

  /** How often a product was put into a basket in the last hours, by the trends. */
  async countedBaskets(sku: string): Promise<number> {
    const answer = await this.messaging.request(
      'GET',
      `${this.outputs('ClickstreamApiUrl')}/trends/${sku}?from=${minuteOf(this.messaging.clock.now() - 12 * 3_600_000)}`,
    )
    const { minutes } = (await answer.json()) as { minutes: { baskets: number }[] }
    return minutes.reduce((sum, { baskets }) => sum + baskets, 0)
  }

  /** What became of the customer's messages, the latest last. */
  async remindersOf(customerId: string): Promise<Hop[]> {
    const search = { stage: STAGE, customerId, service: 'clickstream-remind' }
    return findTrail(this.messaging.connection, search)
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

function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}

export function addressOf(customerId: string): string {
  return `${customerId}@baskets.example`
}
