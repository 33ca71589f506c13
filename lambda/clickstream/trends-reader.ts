import { clickstreamTrends } from '../contracts/consumers/clickstream-trends.ts'
import { countArrivals } from './arrivals.ts'
import type { CountResult, Outcome } from './count-result.ts'
import { measureCounting } from './counting-metrics.ts'
import { type Generations, readGenerations } from './generations.ts'
import type { Wait } from './patience.ts'
import { streamBatchHandler } from './stream-batch.ts'
import type { StreamEvent } from './stream-record.ts'

/** Counts the events of each batch. */
export function trendsReader(wait: Wait): ReturnType<typeof streamBatchHandler> {
  return streamBatchHandler<Outcome>(
    {
      list: clickstreamTrends,
      work: 'counting',
      failed: 'a record is not counted',
      begin: countingOfOneInvocation,
      measure: measureCounting,
    },
    wait,
  )
}

/** The generations are read once, before the first event is counted. */
function countingOfOneInvocation(): (events: readonly StreamEvent[]) => Promise<CountResult> {
  let generations: Generations | undefined
  return async events => {
    generations ??= await readGenerations()
    return countArrivals(events, generations)
  }
}
