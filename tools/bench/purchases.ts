import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import { memoryUse } from './memory.ts'
import { CLIENTS, PurchaseLoad } from './purchase-load.ts'
import { megabytes, milliseconds, perSecond, type Row } from './report.ts'

const WARM_UP_SECONDS = 10
const SECONDS = 30

/** Clients that each place one purchase after the other, until every accepted one is shipped. */
export async function measurePurchases(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const idle = memoryUse(local.pid)
    const load = await PurchaseLoad.on(connection, await stackOutputs(connection, 'Messaging-dev-Shop'))
    await load.run(forSeconds(WARM_UP_SECONDS))
    const { ledger, acceptedMs, shippedMs } = await load.run(forSeconds(SECONDS))
    const busy = memoryUse(local.pid)
    await load.close()
    const rate = ((ledger.placed - ledger.outstanding) / shippedMs) * 1000
    return [
      {
        what: `purchases, POST to shipped (${CLIENTS} clients, ${SECONDS} s)`,
        measured: perSecond(rate, 'purchases'),
        beside: `accepted ${perSecond((ledger.placed / acceptedMs) * 1000, 'purchases')}, last shipped ${milliseconds(shippedMs - acceptedMs)} later`,
        target: { text: '≥ 150/s', met: rate >= 150 },
      },
      {
        what: 'lost, shipped twice, customers out of order',
        measured: `${ledger.outstanding}, ${ledger.shippedTwice}, ${ledger.outOfOrder} of ${ledger.placed} purchases`,
        target: { text: 'none', met: ledger.outstanding + ledger.shippedTwice + ledger.outOfOrder === 0 },
      },
      {
        what: 'memory after that load',
        measured: `${megabytes(busy.own)}, and ${megabytes(busy.children)} in ${busy.count} functions`,
        beside: `when ready ${megabytes(idle.own)}`,
      },
    ]
  } finally {
    await local.stop()
  }
}

function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() < end
}
