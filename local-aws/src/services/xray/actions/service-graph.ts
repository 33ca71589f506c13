import type { Account } from '../../../account.ts'
import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalidRequest } from '../errors.ts'
import type { GroupReference, Groups } from '../groups.ts'
import { ServiceGraph } from '../service-graph.ts'
import { factsOf } from '../trace-facts.ts'
import type { TraceStore } from '../trace-store.ts'
import { post } from './post.ts'

interface GetServiceGraphInput extends GroupReference {
  /** Seconds since the epoch. */
  StartTime: number
  EndTime: number
}

/** The graph of services of a time range, or of some traces. One answer holds it all: there are no further pages. */
export function serviceGraphRoutes(
  account: Account,
  traces: TraceStore,
  groups: Groups,
): readonly RestRoute[] {
  return [
    post('GetServiceGraph', '/ServiceGraph', (input: GetServiceGraphInput) => {
      const { StartTime, EndTime, GroupName, GroupARN } = input
      if (!(StartTime < EndTime)) throw invalidRequest('StartTime must be before EndTime.')
      const isGrouped = GroupName !== undefined || GroupARN !== undefined
      const group = isGrouped ? groups.get({ GroupName, GroupARN }) : undefined
      const found = traces
        .all()
        .filter(({ startedAt }) => startedAt >= StartTime && startedAt <= EndTime)
        .filter(trace => group === undefined || group.holds(factsOf(trace.segments())))
      return {
        StartTime,
        EndTime,
        Services: new ServiceGraph(account.id, found).services(),
        ContainsOldGroupVersions: false,
      }
    }),
    post('GetTraceGraph', '/TraceGraph', ({ TraceIds = [] }: { TraceIds?: string[] }) => {
      if (TraceIds.length === 0) throw invalidRequest('TraceIds must have an id at least.')
      const found = [...new Set(TraceIds)].flatMap(id => traces.find(id) ?? [])
      return { Services: new ServiceGraph(account.id, found).services() }
    }),
  ]
}
