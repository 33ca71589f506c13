import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { type Batches, batchesOfLastDay } from './batches.ts'
import { type Cost, costBetween, totalOf } from './cost-of-purchase.ts'
import { functionTimes } from './function-times.ts'
import { MeasuredShop } from './measured-shop.ts'
import { memoryUse } from './memory.ts'
import type { BareTimes } from './purchase-calls.ts'
import { CLIENTS } from './purchase-load.ts'
import { PARTS, type Part, parts, type TimeByPart, timeByPart } from './purchase-parts.ts'
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
    const { cost, byPart } = await costOfPurchase(shop, local.pid)
    const batches = await batchesOfLastDay(localConnection(local.endpoint))
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
      ...functionRows(cost, byPart, await bareTimes(batches)),
      ...otherRows(cost),
      batchRow(batches),
    ]
  } finally {
    await local.stop()
  }
}

function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() < end
}

/** Processor time per purchase, until all are mailed. Unlike wall time, it hardly depends on other load on the machine. */
async function costOfPurchase(shop: MeasuredShop, pid: number): Promise<{ cost: Cost; byPart: TimeByPart }> {
  await shop.place(WARM_UP_PURCHASES)
  await shop.settle()
  const before = await shop.costSoFar()
  const functionsBefore = functionTimes(pid)
  await shop.place(MEASURED_PURCHASES)
  await shop.settle()
  return {
    cost: costBetween(before, await shop.costSoFar(), MEASURED_PURCHASES),
    byPart: timeByPart(functionsBefore, functionTimes(pid), MEASURED_PURCHASES),
  }
}

/** The processor time that only the SDK takes for the calls of a purchase, on a separate local AWS. */
async function bareTimes(batches: readonly Batches[]): Promise<BareTimes> {
  const sizes = Object.fromEntries(batches.map(batch => [batch.service, sizeOf(batch)]))
  const empty = await LocalAwsProcess.start({ empty: true })
  try {
    const args = [empty.endpoint, JSON.stringify(sizes)]
    return JSON.parse((await runScript(beside('bare-calls.ts'), args)).output)
  } finally {
    await empty.stop()
  }
}

/**
 * Each part beside its SDK calls, bare: one by one, which the ratio is to, and gathered as the functions gather them. What
 * is beyond: the runtime, the functions' own work with their logs, metrics and traces, and that several environments share
 * the purchases, so that each has compiled less of its code than the one process of the bare calls.
 */
function functionRows(cost: Cost, byPart: TimeByPart, bare: BareTimes): Row[] {
  const row = (what: string, ms: number, of: (times: TimeByPart) => number): Row & { ratio: number } => {
    const gathered = of(bare.gathered)
    return {
      what: `processor time per purchase: ${what}`,
      measured: exactMs(ms),
      beside: `bare SDK calls, one by one ${exactMs(of(bare.oneByOne))}; gathered ${exactMs(gathered)}: ${(ms / gathered).toFixed(2)}×`,
      ratio: ms / of(bare.oneByOne),
    }
  }
  const target = (ratio: number) => ({ text: '≤ 1.15× one by one', met: ratio <= 1.15 })
  const partRow = (part: Part) => row(`functions, ${PARTS[part].words}`, byPart[part], times => times[part])
  const shop = partRow('shop')
  return [
    { ...shop, target: target(shop.ratio) },
    partRow('bridge'),
    partRow('trends'),
    row('functions, all', cost.functions, times => sum(parts.map(part => times[part]))),
  ]
}

function otherRows(cost: Cost): Row[] {
  return [
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

function batchRow(batches: readonly Batches[]): Row {
  const sizes = batches.map(batch => `${batch.service} ${sizeOf(batch).toFixed(1)}`)
  return { what: 'messages per batch, while processor time is measured', measured: sizes.join(', ') }
}

function sizeOf({ messages, invocations }: Batches): number {
  return messages / invocations
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

const exactMs = (ms: number): string => `${ms.toFixed(2)} ms`
