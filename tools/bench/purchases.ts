import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { batchesOfLastDay } from './batches.ts'
import { type Cost, costBetween, totalOf } from './cost-of-purchase.ts'
import { MeasuredShop } from './measured-shop.ts'
import { memoryUse } from './memory.ts'
import { CLIENTS } from './purchase-load.ts'
import { megabytes, milliseconds, perSecond, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const WARM_UP_SECONDS = 10
const SECONDS = 30
/** Placed before the processor time is measured, so that the functions are compiled. */
const WARM_UP_PURCHASES = 500
const MEASURED_PURCHASES = 1_000

/** Clients each place one purchase after another, until every accepted one is shipped. */
export async function measurePurchases(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const idle = memoryUse(local.pid)
    const shop = await MeasuredShop.on(local.endpoint, local.pid)
    const cost = await costOfPurchase(shop)
    await shop.load.run(forSeconds(WARM_UP_SECONDS))
    const { ledger, acceptedMs, shippedMs } = await shop.load.run(forSeconds(SECONDS))
    const busy = memoryUse(local.pid)
    await shop.close()
    const rate = ((ledger.placed - ledger.outstanding) / shippedMs) * 1000
    return [
      {
        what: `purchases, POST to shipped (${CLIENTS} clients, ${SECONDS} s)`,
        measured: perSecond(rate, 'purchases'),
        beside: `accepted ${perSecond((ledger.placed / acceptedMs) * 1000, 'purchases')}, last shipped ${milliseconds(shippedMs - acceptedMs)} later`,
        target: { text: '≥ 150/s', met: rate >= 150 },
      },
      {
        what: 'lost, shipped twice, customers whose order broke',
        measured: `${ledger.outstanding}, ${ledger.shippedTwice}, ${ledger.outOfOrder} of ${ledger.placed} purchases`,
        target: { text: 'none', met: ledger.outstanding + ledger.shippedTwice + ledger.outOfOrder === 0 },
      },
      {
        what: 'memory after that load',
        measured: `${megabytes(busy.own)}, and ${megabytes(busy.children)} in ${busy.count} functions`,
        beside: `when ready ${megabytes(idle.own)}`,
      },
      ...costRows(cost, await bareMs()),
      await batchRow(local.endpoint),
    ]
  } finally {
    await local.stop()
  }
}

function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() < end
}

/**
 * Processor time per purchase, until all are mailed. Unlike wall time, it hardly depends on other load on the machine.
 */
async function costOfPurchase(shop: MeasuredShop): Promise<Cost> {
  await shop.place(WARM_UP_PURCHASES)
  await shop.settle()
  const before = await shop.costSoFar()
  await shop.place(MEASURED_PURCHASES)
  await shop.settle()
  return costBetween(before, await shop.costSoFar(), MEASURED_PURCHASES)
}

/** The processor time that only the SDK takes for the calls of a purchase, on a separate local AWS. */
async function bareMs(): Promise<number> {
  const empty = await LocalAwsProcess.start({ empty: true })
  try {
    return Number((await runScript(beside('bare-calls.ts'), [empty.endpoint])).output)
  } finally {
    await empty.stop()
  }
}

function costRows(cost: Cost, bare: number): Row[] {
  const ratio = cost.functions / bare
  return [
    {
      what: 'processor time per purchase: functions',
      measured: exactMs(cost.functions),
      beside: `bare SDK calls, one by one ${exactMs(bare)}`,
      ratio,
      target: { text: '≤ 1.15×', met: ratio <= 1.15 },
    },
    {
      what: 'processor time per purchase: local AWS',
      measured: exactMs(cost.local),
      target: { text: '≤ 3.0 ms', met: cost.local <= 3 },
    },
    { what: 'processor time per purchase: clients', measured: exactMs(cost.clients) },
    {
      what: 'processor time per purchase: total',
      measured: exactMs(totalOf(cost)),
      beside: `${cost.invocations.toFixed(2)} invocations, ${cost.environments} environments`,
    },
  ]
}

async function batchRow(endpoint: string): Promise<Row> {
  const batches = await batchesOfLastDay(localConnection(endpoint))
  const sizes = batches.map(
    ({ service, messages, invocations }) => `${service} ${(messages / invocations).toFixed(1)}`,
  )
  return { what: 'messages per batch', measured: sizes.join(', ') }
}

const exactMs = (ms: number): string => `${ms.toFixed(2)} ms`
