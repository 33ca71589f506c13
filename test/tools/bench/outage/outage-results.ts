import type { OutageResult } from '../../../../tools/bench/outage/outage-run.ts'
import { ReceiveTally } from '../../../../tools/bench/outage/receive-tally.ts'
import type { Consumer } from '../../../../tools/gameday/consumer.ts'

const START = Date.UTC(2026, 10, 29)

export const shipper: Consumer = {
  functionName: 'Messaging-dev-Shop-Shipper',
  service: 'shop-shipping',
  roleName: 'Messaging-dev-Shop-ShipperRole',
  queueName: 'Messaging-dev-Shop-Shipping.fifo',
  queueUrl: 'http://127.0.0.1/000000000000/Messaging-dev-Shop-Shipping.fifo',
  concurrency: 10,
  memoryMb: 512,
  architecture: 'arm64',
}

/** Each of `received` messages was received at these seconds of an hour's outage, ten in an invocation of 8 ms. */
export function outageResult(messages: number, received: number, atSeconds: readonly number[]): OutageResult {
  const receives = new ReceiveTally(START)
  for (let message = 0; message < received; message++) {
    for (const [index, second] of atSeconds.entries()) {
      const receivedAt = new Date(START + second * 1_000).toISOString()
      receives.add({ messageId: String(message), receivedAt, receiveCount: index + 1 })
    }
  }
  const count = received * atSeconds.length
  return {
    messages,
    minutes: 60,
    timeScale: 30,
    consumerConcurrency: 10,
    drained: Math.min(messages, 3_000),
    consumer: shipper,
    receives,
    maxReceiveCount: 960,
    use: {
      invocations: count / 10,
      durationMs: (count / 10) * 8,
      receives: count,
      emptyReceives: 0,
    },
    logBytes: count * 2_000,
    mostInFlight: received,
    waitingForConsumer: 0,
    drain: { done: 3_000, ms: 15_000 },
    deadLetters: 0,
  }
}
