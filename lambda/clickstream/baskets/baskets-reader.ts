import { clickstreamBaskets } from '../../contracts/consumers/clickstream-baskets.ts'
import { doPatiently, type Wait, type Waiting } from '../patience.ts'
import { type PassedRecords, streamBatchHandler } from '../stream-batch.ts'
import { lastPurchase } from './basket-events.ts'
import { measureTaking } from './basket-metrics.ts'
import { recordRead } from './read-progress.ts'
import { type Taken, takeEvents } from './taking.ts'

/** Takes the events of each batch into baskets, and then records how far it has come. */
export function basketsReader(wait: Wait): ReturnType<typeof streamBatchHandler> {
  return streamBatchHandler<Taken>(
    {
      list: clickstreamBaskets,
      work: 'taking baskets',
      failed: 'a record is not taken',
      begin: () => takeEvents,
      measure: measureTaking,
      passed: recordLast,
    },
    wait,
  )
}

/** It must not be left out: where nothing follows in the shard, a mail would wait for a record that is read. */
async function recordLast({ records, events }: PassedRecords, waiting: Waiting): Promise<void> {
  const last = records.at(-1)
  if (last) await doPatiently(records.length, () => recordRead(last, lastPurchase(events)), waiting)
}
