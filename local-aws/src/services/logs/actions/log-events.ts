import type { Account } from '../../../account.ts'
import type { Actions } from '../../../api/service-api.ts'
import type { LogGroups } from '../log-groups.ts'
import { type FilterLogEventsInput, filterLogEvents } from './filter-log-events.ts'
import { type GetLogEventsInput, getLogEvents } from './get-log-events.ts'
import { type PutLogEventsInput, putLogEvents } from './put-log-events.ts'

/** Put, get and filter log events. */
export function logEventActions(account: Account, groups: LogGroups): Actions {
  return {
    PutLogEvents: (input: PutLogEventsInput) => putLogEvents(account, groups, input),
    GetLogEvents: (input: GetLogEventsInput) => getLogEvents(groups, input),
    FilterLogEvents: (input: FilterLogEventsInput) => filterLogEvents(groups, input),
  }
}
