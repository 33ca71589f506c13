import { type Connection, localConnection } from '../../clients/connection.ts'
import { LocalAwsProcess } from '../../clients/local-aws-process.ts'
import { findTrail } from '../../clients/trail.ts'
import { findTrace } from '../../trace/find-trace.ts'
import { fullId } from '../../trace/full-id.ts'
import { MeasuredShop } from '../measured-shop.ts'
import { median, milliseconds, type Row } from '../report.ts'
import { linesOf, writePurchases } from './purchase-lines.ts'

const STAGE = 'dev'
const FEW = 1_000
const MANY = 100_000
const EVERY_MS = 1_000
const WARM_UP_ROUNDS = 3
const ROUNDS = 15
/** Which purchase is traced. The local AWS keeps the latest 100,000 lines of a log group: of the oldest, none. */
const PLACE = 0.6
/** Enough of an id to name one. */
const BEGINNING = 18

/** Purchases that are in the logs, one of which is traced. */
interface Shelf {
  readonly connection: Connection
  readonly id: string
  readonly hops: number
}

/** What `npm run trace` does for one among many purchases, beside one among few: by turns, on a local AWS each. */
export async function measureTraceTime(assembly: string): Promise<Row[]> {
  const running = await Promise.all([
    LocalAwsProcess.start({ assembly }),
    LocalAwsProcess.start({ assembly }),
  ])
  try {
    const [few, many] = await Promise.all([shelve(running[0], FEW), shelve(running[1], MANY)])
    return [
      await row('by its id', traceById, few, many),
      await row('by the beginning of it', traceByBeginning, few, many),
    ]
  } finally {
    await Promise.all(running.map(local => local.stop()))
  }
}

async function shelve({ endpoint, pid }: LocalAwsProcess, count: number): Promise<Shelf> {
  const connection = localConnection(endpoint)
  const shop = await MeasuredShop.on(endpoint, pid)
  await shop.place(1)
  await shop.settle()
  await shop.close()
  const [{ correlationId = '' } = {}] = await findTrail(connection, { stage: STAGE, service: 'shop-buying' })
  const template = await linesOf(connection, STAGE, correlationId)
  const ids = await writePurchases(connection, template, { count, everyMs: EVERY_MS })
  return { connection, id: ids[Math.floor(count * PLACE)] as string, hops: template.lines.length }
}

async function traceById({ connection, id, hops }: Shelf): Promise<void> {
  const trace = await findTrace({ connection, stage: STAGE, correlationId: id })
  if (trace.hops.length !== hops || trace.open.length > 0) {
    throw new Error(
      `Of ${id}, ${trace.hops.length} of ${hops} hops were found, and ${trace.open.length} are not done.`,
    )
  }
}

async function traceByBeginning(shelf: Shelf): Promise<void> {
  const target = { connection: shelf.connection, stage: STAGE, place: 'the bench' }
  await traceById({ ...shelf, id: await fullId(target, shelf.id.slice(0, BEGINNING)) })
}

async function row(
  how: string,
  trace: (shelf: Shelf) => Promise<void>,
  few: Shelf,
  many: Shelf,
): Promise<Row> {
  const rounds: { few: number; many: number }[] = []
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    rounds.push({ few: await timeOf(() => trace(few)), many: await timeOf(() => trace(many)) })
  }
  const measured = rounds.slice(WARM_UP_ROUNDS)
  const ratio = median(measured.map(({ few, many }) => many / few))
  return {
    what: `trace of one among ${MANY.toLocaleString('en')} purchases, ${how}`,
    measured: milliseconds(median(measured.map(({ many }) => many))),
    beside: `among ${FEW.toLocaleString('en')} ${milliseconds(median(measured.map(({ few }) => few)))}`,
    ratio,
    target: { text: '≤ 2×', met: ratio <= 2 },
  }
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
