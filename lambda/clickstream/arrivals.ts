import type { CountResult } from './count-result.ts'
import { countEvents } from './counting.ts'
import type { Generations } from './generations.ts'
import { minuteOf } from './minute.ts'
import type { StreamEvent } from './stream-record.ts'

/**
 * Counts events in the live generation of their minutes and then, if a replay builds another one, in that one as well.
 * A duplicate of a counted record is not counted in the build; an event that was counted before may be missing there.
 *
 * @param events in the order of their shard
 * @returns the outcomes in the live generation; an event that failed in either generation is a failure
 */
export async function countArrivals(
  events: readonly StreamEvent[],
  { liveAt, buildingAt }: Generations,
): Promise<CountResult> {
  const live = await countEach(events, liveAt)
  const counting = events.filter(event => (live.outcomes.get(event) ?? 'duplicate') !== 'duplicate')
  const building = await countEach(counting, buildingAt)
  return {
    outcomes: new Map([...live.outcomes].filter(([event]) => !building.failures.has(event))),
    failures: new Map([...live.failures, ...building.failures]),
  }
}

/** @param generationAt the generation of a minute; undefined if its events are not counted */
async function countEach(
  events: readonly StreamEvent[],
  generationAt: (minute: string) => string | undefined,
): Promise<CountResult> {
  const groups = Map.groupBy(events, ({ event }) => generationAt(minuteOf(new Date(event.time))))
  const results = await Promise.all(
    Array.from(groups).flatMap(([generation, group]) =>
      generation === undefined ? [] : countEvents(group, generation),
    ),
  )
  return {
    outcomes: new Map(results.flatMap(({ outcomes }) => [...outcomes])),
    failures: new Map(results.flatMap(({ failures }) => [...failures])),
  }
}
