import type { Alarm, AlarmType } from './alarm.ts'
import { paginate } from './pagination.ts'

export type HistoryItemType = 'ConfigurationUpdate' | 'StateUpdate' | 'Action'

interface HistoryItem {
  alarm: Pick<Alarm, 'name' | 'type'>
  type: HistoryItemType
  /** Milliseconds since the epoch. */
  at: number
  summary: string
  data: object
}

export interface DescribeAlarmHistoryInput {
  AlarmName?: string
  /** "If you omit this parameter, only metric alarms are returned." */
  AlarmTypes?: AlarmType[]
  HistoryItemType?: HistoryItemType
  /** Seconds since the epoch. */
  StartDate?: number
  EndDate?: number
  MaxRecords?: number
  NextToken?: string
  ScanBy?: 'TimestampDescending' | 'TimestampAscending'
}

const MAX_ITEMS = 1000

/** The latest 1,000 history items of all alarms; CloudWatch keeps two weeks. */
export class AlarmHistory {
  readonly #items: HistoryItem[] = []

  add(item: HistoryItem): void {
    const { name, type } = item.alarm
    this.#items.push({ ...item, alarm: { name, type } })
    if (this.#items.length > MAX_ITEMS) this.#items.shift()
  }

  describe(input: DescribeAlarmHistoryInput): object {
    const {
      AlarmName,
      AlarmTypes = ['MetricAlarm'],
      HistoryItemType,
      StartDate = 0,
      EndDate = Number.POSITIVE_INFINITY,
      MaxRecords = 100,
    } = input
    const found = this.#items.filter(
      ({ alarm, type, at }) =>
        AlarmTypes.includes(alarm.type) &&
        (AlarmName === undefined || AlarmName === alarm.name) &&
        (HistoryItemType === undefined || HistoryItemType === type) &&
        at >= StartDate * 1000 &&
        at <= EndDate * 1000,
    )
    if (input.ScanBy !== 'TimestampAscending') found.reverse()
    const { items, NextToken } = paginate(found, { NextToken: input.NextToken, limit: MaxRecords })
    return {
      AlarmHistoryItems: items.map(({ alarm, type, at, summary, data }) => ({
        AlarmName: alarm.name,
        AlarmType: alarm.type,
        Timestamp: at / 1000,
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: JSON.stringify({ version: '1.0', ...data }),
      })),
      NextToken,
    }
  }
}
