import type { Account } from '../../account.ts'
import type { Alarm, StateChange } from './alarm.ts'
import { alarmTime } from './alarm-reason.ts'
import { regionName } from './region-name.ts'

/** "Less than 100 characters long" (SNS, Publish): SNS refuses a longer subject. */
const MAX_SUBJECT_CHARACTERS = 99

/** What CloudWatch publishes to a topic when an alarm changes its state; for mails it words the body as a text. */
export function alarmNotification(
  account: Account,
  alarm: Alarm,
  previous: StateChange,
): { subject: string; body: string } {
  const { arn, definition, state } = alarm
  const body = {
    AlarmName: definition.AlarmName,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: account.id,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: alarmTime(state.at),
    Region: regionName(account.region),
    AlarmArn: arn,
    OldStateValue: previous.value,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    ...alarm.notificationDetails(),
  }
  return {
    subject: subject(state.value, definition.AlarmName, regionName(account.region)),
    body: JSON.stringify(body),
  }
}

/**
 * A long alarm name is cut: `ALARM: "TheBeginningOfALongName..." in US East (N. Virginia)`, as in a mail
 * quoted in https://dev.to/thealexkates (*How to trigger an AWS CloudWatch alarm from a Lambda function*, May 2022).
 */
function subject(state: string, name: string, region: string): string {
  const whole = `${state}: "${name}" in ${region}`
  const excess = whole.length - MAX_SUBJECT_CHARACTERS
  if (excess <= 0) return whole
  return `${state}: "${name.slice(0, -(excess + '...'.length))}..." in ${region}`
}
