import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { ask } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'

/** "AlarmNames: Array Members: Maximum number of 100 items" (DescribeAlarms). */
const MOST_AT_ONCE = 100

export const alarms: NamedType = {
  type: 'AWS::CloudWatch::Alarm',
  property: 'AlarmName',
  noun: 'alarm',
  taken: async ({ settings }, names) => {
    const client = new CloudWatchClient(settings)
    const taken: string[] = []
    for (let first = 0; first < names.length; first += MOST_AT_ONCE) {
      const AlarmNames = names.slice(first, first + MOST_AT_ONCE)
      const { MetricAlarms = [], CompositeAlarms = [] } = await ask('cloudwatch:DescribeAlarms', () =>
        client.send(
          new DescribeAlarmsCommand({
            AlarmNames,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            MaxRecords: 100,
          }),
        ),
      )
      taken.push(...[...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []))
    }
    return names.filter(name => taken.includes(name))
  },
  deletion: ({ region }, name) => `aws cloudwatch delete-alarms --alarm-names ${name} --region ${region}`,
}

/** They share their names with the alarms on metrics. */
export const compositeAlarms: NamedType = {
  ...alarms,
  type: 'AWS::CloudWatch::CompositeAlarm',
  noun: 'composite alarm',
}
