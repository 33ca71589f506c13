import type { Hop } from '../../../tools/clients/trail.ts'
import type { Trace } from '../../../tools/trace/find-trace.ts'
import type { Whereabouts } from '../../../tools/trace/whereabouts.ts'

/** A hop that began `second` seconds after midnight, waited for 20 ms and worked for 100. */
export function hopAt(second: number, service: string, more: Partial<Hop> = {}): Hop {
  const received = Date.UTC(2026, 0, 2) + second * 1_000
  return {
    service,
    event: 'shop.purchase.placed.v1',
    messageId: `${service}-${second}`,
    receiveCount: 1,
    sentAt: new Date(received - 20).toISOString(),
    receivedAt: new Date(received).toISOString(),
    doneAt: new Date(received + 100).toISOString(),
    outcome: 'done',
    ...more,
  }
}

/** Something that waits for shipping. */
export function waitingAt(second: number, more: Partial<Whereabouts> = {}): Whereabouts {
  return {
    service: 'shop-shipping',
    event: 'shop.purchase.placed.v1',
    count: 1,
    state: 'waiting',
    place: 'Shipping.fifo',
    since: new Date(Date.UTC(2026, 0, 2) + second * 1_000).toISOString(),
    because: ['in the queue: 1 waiting'],
    inferred: true,
    ...more,
  }
}

export function traceOf(hops: readonly Hop[], open: readonly Whereabouts[] = []): Trace {
  return { correlationId: '01a226fd-bb10-7420-9846-97df66eb307a', hops, open, filtered: [] }
}
