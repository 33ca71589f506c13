import type { Actions } from '../../../api/service-api.ts'
import type { TimeToLive, TimeToLiveSpecification } from '../time-to-live.ts'
import type { TableActions } from './tables.ts'

interface TimeToLiveInput {
  TableName: string
  TimeToLiveSpecification: TimeToLiveSpecification
}

/** `UpdateTimeToLive` and `DescribeTimeToLive` for existing tables. */
export function timeToLiveActions(tables: TableActions, timeToLive: TimeToLive): Actions {
  return {
    UpdateTimeToLive: async ({ TableName, TimeToLiveSpecification }: TimeToLiveInput) => {
      await tables.describe(TableName)
      timeToLive.update(TableName, TimeToLiveSpecification)
      return { TimeToLiveSpecification }
    },
    DescribeTimeToLive: async ({ TableName }: { TableName: string }) => {
      await tables.describe(TableName)
      return { TimeToLiveDescription: timeToLive.describe(TableName) }
    },
  }
}
