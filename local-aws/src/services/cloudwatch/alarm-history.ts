import { paginate } from './pagination.ts'

export type HistoryItemType = 'ConfigurationUpdate' | 'StateUpdate' | 'Action'

interface HistoryItem {
  alarm: string
  type: HistoryItemType
  /** Milliseconds since the epoch. */
  at: number
  summary: string
  data: object
}

export interface DescribeAlarmHistoryInput {
  AlarmName?: string
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
    this.#items.push(item)
    if (this.#items.length > MAX_ITEMS) this.#items.shift()
  }

  describe(input: DescribeAlarmHistoryInput): object {
    const {
      AlarmName,
      HistoryItemType,
      StartDate = 0,
      EndDate = Number.POSITIVE_INFINITY,
      MaxRecords = 100,
    } = input
    const found = this.#items.filter(
      ({ alarm, type, at }) =>
        (AlarmName === undefined || AlarmName === alarm) &&
        (HistoryItemType === undefined || HistoryItemType === type) &&
        at >= StartDate * 1000 &&
        at <= EndDate * 1000,
    )
    if (input.ScanBy !== 'TimestampAscending') found.reverse()
    const { items, NextToken } = paginate(found, { NextToken: input.NextToken, limit: MaxRecords })
    return {
      AlarmHistoryItems: items.map(({ alarm, type, at, summary, data }) => ({
        AlarmName: alarm,
        AlarmType: 'MetricAlarm',
        Timestamp: at / 1000,
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: JSON.stringify({ version: '1.0', ...data }),
      })),
      NextToken,
    }
  }
}
