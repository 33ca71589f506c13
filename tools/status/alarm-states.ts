import { type AlarmType, CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../clients/connection.ts'

/** What CloudWatch says of an alarm. */
export interface AlarmState {
  readonly name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA` */
  readonly state: string
  /** ISO 8601; undefined for an alarm that was never evaluated. */
  readonly since: string | undefined
  /** What it means, in whole. */
  readonly description: string
  /** What CloudWatch compared. */
  readonly reason: string
}

/** DescribeAlarms takes so many names, and answers so many. */
const NAMES_AT_ONCE = 100

const TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm']

/** The alarms of these names, those on metrics and those on other alarms; names without an alarm are passed over. */
export async function alarmStates(connection: Connection, names: readonly string[]): Promise<AlarmState[]> {
  const client = new CloudWatchClient(connection)
  const states: AlarmState[] = []
  for (let start = 0; start < names.length; start += NAMES_AT_ONCE) {
    const AlarmNames = names.slice(start, start + NAMES_AT_ONCE)
    const request = { AlarmNames, AlarmTypes: TYPES, MaxRecords: NAMES_AT_ONCE }
    for await (const page of paginateDescribeAlarms({ client }, request)) {
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        states.push({
          name: alarm.AlarmName ?? '',
          state: alarm.StateValue ?? '',
          since: alarm.StateTransitionedTimestamp?.toISOString(),
          description: alarm.AlarmDescription ?? '',
          reason: alarm.StateReason ?? '',
        })
      }
    }
  }
  return states
}
