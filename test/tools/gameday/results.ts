import { Ledger } from '../../../tools/clients/shop/ledger.ts'
import type { Hop } from '../../../tools/clients/trail.ts'
import type { Consumer } from '../../../tools/gameday/consumer.ts'
import { planOf } from '../../../tools/gameday/plan.ts'
import type { Results } from '../../../tools/gameday/results.ts'

export const START = Date.parse('2026-11-21T10:00:00Z')
const MINUTE = 60_000

/** Minutes after the start of the run, in ms since the epoch. */
export function minute(minutes: number): number {
  return START + minutes * MINUTE
}

export function consumer(service: string): Consumer {
  return {
    functionName: `Function-${service}`,
    service,
    roleName: `Role-${service}`,
    queueName: `Messaging-dev-Shop-${service}`,
    queueUrl: `http://127.0.0.1/${service}`,
    concurrency: 2,
    memoryMb: 512,
    architecture: 'arm64',
  }
}

/** A hop of 10 s, which begins at that minute. */
export function hop(service: string, correlationId: string, at: number, given: Partial<Hop> = {}): Hop {
  const iso = (time: number) => new Date(time).toISOString()
  return {
    service,
    event: 'shop.purchase.placed.v1',
    messageId: `${service} ${correlationId}`,
    correlationId,
    receiveCount: 1,
    sentAt: iso(minute(at)),
    receivedAt: iso(minute(at)),
    doneAt: iso(minute(at) + 10_000),
    outcome: 'done',
    ...given,
  }
}

/**
 * An outage of half an hour, from minute 5 to 35. Ada's `a1` is through before it; her `a2` and Grace's `g1` are placed
 * during it and through at minute 37, `a3` is placed and through after it.
 */
export function exampleResults(given: Partial<Results> = {}): Results {
  const placed = [
    { purchaseId: 'a1', customerId: 'ada', at: minute(1) },
    { purchaseId: 'a2', customerId: 'ada', at: minute(10) },
    { purchaseId: 'g1', customerId: 'grace', at: minute(20) },
    { purchaseId: 'a3', customerId: 'ada', at: minute(38) },
  ]
  const ledger = new Ledger()
  for (const { purchaseId, customerId } of placed) {
    ledger.place(customerId, purchaseId)
    ledger.ship({ purchaseId, customerId, shipmentId: `shipment of ${purchaseId}` })
  }
  const ids = placed.map(({ purchaseId }) => purchaseId)
  const samples = Array.from({ length: 41 }, (_, at) => ({
    at: minute(at),
    waiting: at >= 5 && at < 36 ? at - 5 : 0,
    inFlight: at >= 5 && at < 37 ? 2 : 0,
  }))
  return {
    down: 'dynamodb',
    plan: planOf(30 * MINUTE, 10, 60),
    startedAt: START,
    endedAt: minute(40),
    outage: { from: minute(5), to: minute(35) },
    givenUp: false,
    consumers: [consumer('shop-shipping'), consumer('mail-mailer'), consumer('video-encoder')],
    placed,
    refusals: [],
    ledger,
    statuses: new Map(ids.map(id => [id, 'shipped'])),
    mails: new Map(ids.map(id => [id, 1])),
    hops: [
      hop('shop-shipping', 'a1', 1),
      hop('mail-mailer', 'a1', 1),
      hop('shop-shipping', 'a2', 10, { outcome: 'retry', reason: 'denied' }),
      hop('shop-shipping', 'a2', 13, {
        outcome: 'retry',
        reason: 'denied',
        waitsFor: 'dynamodb',
        receiveCount: 2,
      }),
      hop('shop-shipping', 'a3', 13, {
        outcome: 'retry',
        reason: 'HeldBack: an earlier one',
        receiveCount: 2,
      }),
      hop('shop-shipping', 'a2', 36, { receiveCount: 3, function_request_id: 'one' }),
      hop('shop-shipping', 'g1', 36, { receiveCount: 3, function_request_id: 'one' }),
      hop('mail-mailer', 'a2', 36.5, { function_request_id: 'two' }),
      hop('mail-mailer', 'g1', 37, { function_request_id: 'three' }),
      hop('shop-shipping', 'a3', 38),
      hop('mail-mailer', 'a3', 38),
    ],
    queues: [
      { queueName: 'Messaging-dev-Shop-Shipping.fifo', samples },
      {
        queueName: 'Messaging-dev-Video-Uploads',
        samples: samples.map(({ at }) => ({ at, waiting: 0, inFlight: 0 })),
      },
    ],
    deadLetters: new Map(),
    deadLetterReasons: [],
    undelivered: new Map(),
    clips: undefined,
    invoked: new Map([['Function-shop-shipping', { invocations: 1_000_000, durationMs: 2_000_000 }]]),
    ...given,
  }
}
