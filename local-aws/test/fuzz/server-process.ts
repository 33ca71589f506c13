/* A local AWS of the fuzzer, in a process of its own; `server.ts` starts it and tells it what to do. */

import { SteppedClock } from '../../src/clock.ts'
import { LocalAws } from '../../src/local-aws.ts'
import type { Order, Report } from './server.ts'

let running: { aws: LocalAws; clock: SteppedClock } | undefined

const ORDERS: { [Name in Order['name']]: (order: Extract<Order, { name: Name }>) => Promise<object> } = {
  async open({ assembly, port }) {
    await close()
    const clock = new SteppedClock()
    const aws = await LocalAws.start({ assembly, port, clock, seed: 1 })
    running = { aws, clock }
    return {
      endpoint: aws.endpoint,
      credentials: aws.developer,
      now: clock.now(),
      stacks: aws.stacks,
      daemon: aws.xray.daemonAddress,
      operations: Object.fromEntries(
        aws.apis.map(({ signingName, operations }) => [signingName, operations]),
      ),
    }
  },
  async advance({ seconds }) {
    await running?.clock.advanceBy({ seconds })
    return { now: running?.clock.now() ?? 0 }
  },
  async usage() {
    const { user, system } = process.threadCpuUsage()
    return { processorMs: (user + system) / 1000 }
  },
  async close() {
    await close()
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    return { heldBytes: heapUsed + external }
  },
}

async function close(): Promise<void> {
  await running?.aws.stop()
  running = undefined
}

process.on('message', async ({ id, order }: { id: number; order: Order }) => {
  const report: Report = { id, result: await ORDERS[order.name](order as never) }
  process.send?.(report)
})
process.once('disconnect', () => process.exit())
