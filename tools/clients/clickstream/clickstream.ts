import { RefusedRequest } from '../refused-request.ts'
import type { SignedFetch } from '../signed-request.ts'

/** An event in `POST /events`. */
export interface PageEvent {
  id: string
  type: 'product-viewed' | 'basket-item-added'
  sessionId: string
  /** ISO 8601, UTC. */
  time: string
  sku?: string
  quantity?: number
  /** Of things in the basket. */
  customerId?: string
}

/** The response of `POST /events`; `events` names those that were not accepted. */
export interface Acceptance {
  accepted: number
  events: { id?: string; status: number; reason: string }[]
}

/** The figures of a product in a minute from `GET /trends`. */
export interface ProductTrend {
  sku: string
  views: number
  baskets: number
  purchases: number
  units: number
  revenue: { amount: number; currency: string }[]
  conversion: number | null
  late: number
}

/** The clickstream's API, as a shop's backend calls it. */
export class Clickstream {
  readonly #request: SignedFetch
  readonly #url: string

  /** @param url the output `ClickstreamApiUrl` of the clickstream stack */
  constructor(request: SignedFetch, url: string) {
    this.#request = request
    this.#url = url
  }

  /** @throws RefusedRequest */
  async send(events: readonly PageEvent[]): Promise<Acceptance> {
    const response = await this.#request('POST', `${this.#url}/events`, { events })
    if (response.status !== 202 && response.status !== 207)
      throw new RefusedRequest('POST /events', response.status, await response.text())
    const answer = (await response.json()) as { accepted: number; events?: Acceptance['events'] }
    return { accepted: answer.accepted, events: answer.events ?? [] }
  }

  /**
   * @param minute `2026-11-29T10:15Z`
   * @throws RefusedRequest
   */
  async trends(minute: string): Promise<ProductTrend[]> {
    const response = await this.#request('GET', `${this.#url}/trends?minute=${minute}&top=100`)
    if (response.status !== 200)
      throw new RefusedRequest('GET /trends', response.status, await response.text())
    return ((await response.json()) as { products: ProductTrend[] }).products
  }

  /**
   * The figures of a product in each minute of the last hour that has some.
   *
   * @throws RefusedRequest
   */
  async lastHour(sku: string): Promise<Omit<ProductTrend, 'sku'>[]> {
    const response = await this.#request('GET', `${this.#url}/trends/${sku}`)
    if (response.status !== 200)
      throw new RefusedRequest('GET /trends/{sku}', response.status, await response.text())
    return ((await response.json()) as { minutes: Omit<ProductTrend, 'sku'>[] }).minutes
  }
}
