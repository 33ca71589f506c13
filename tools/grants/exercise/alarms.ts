import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import type { Stage } from './stage.ts'

/** Lets every alarm go off, and off again: CloudWatch publishes to its topics. */
export async function ringAlarms({ connection }: Stage): Promise<void> {
  const client = new CloudWatchClient(connection)
  const names: string[] = []
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const]
  for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes })) {
    for (const { AlarmName = '' } of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
      names.push(AlarmName)
    }
  }
  for (const StateValue of ['ALARM', 'OK'] as const) {
    for (const AlarmName of names) {
      await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'npm run grants' }))
    }
  }
  client.destroy()
}
