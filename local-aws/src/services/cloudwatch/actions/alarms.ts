import type { Account } from '../../../account.ts'
import type { Actions } from '../../../api/service-api.ts'
import type { AlarmState } from '../alarm-decision.ts'
import type { DescribeAlarmHistoryInput } from '../alarm-history.ts'
import type { Alarms } from '../alarms.ts'
import type { PutCompositeAlarmInput } from '../composite-definition.ts'
import { alarmNotFound, validationError } from '../errors.ts'
import type { PutMetricAlarmInput } from '../metric-alarm-definition.ts'
import { type DescribeAlarmsInput, describeAlarms } from './describe-alarms.ts'

interface SetAlarmStateInput {
  AlarmName: string
  StateValue: AlarmState
  StateReason: string
  StateReasonData?: string
}

/** Put, describe, set, enable, disable and delete alarms. */
export function alarmActions(account: Account, alarms: Alarms): Actions {
  return {
    PutMetricAlarm: (input: PutMetricAlarmInput) => void alarms.put(input),
    PutCompositeAlarm: (input: PutCompositeAlarmInput) => void alarms.putComposite(input),
    DescribeAlarms: (input: DescribeAlarmsInput) => describeAlarms(alarms, input),
    DescribeAlarmHistory: (input: DescribeAlarmHistoryInput) => alarms.history.describe(input),
    SetAlarmState: (input: SetAlarmStateInput) => setAlarmState(account, alarms, input),
    EnableAlarmActions: ({ AlarmNames }: { AlarmNames: string[] }) =>
      setActionsEnabled(alarms, AlarmNames, true),
    DisableAlarmActions: ({ AlarmNames }: { AlarmNames: string[] }) =>
      setActionsEnabled(alarms, AlarmNames, false),
    DeleteAlarms: ({ AlarmNames }: { AlarmNames: string[] }) => alarms.delete(AlarmNames),
  }
}

function setActionsEnabled(alarms: Alarms, names: readonly string[], ActionsEnabled: boolean): void {
  for (const name of names) alarms.find(name)?.enableActions(ActionsEnabled)
}

/** "This temporary state change lasts only until the next alarm comparison occurs." */
function setAlarmState(account: Account, alarms: Alarms, input: SetAlarmStateInput): void {
  const { AlarmName, StateValue, StateReason, StateReasonData } = input
  if (!['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(StateValue)) {
    throw validationError(
      `1 validation error detected: Value '${StateValue}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]`,
    )
  }
  const alarm = alarms.find(AlarmName)
  if (!alarm) throw alarmNotFound(AlarmName)
  alarms.change(alarm, {
    value: StateValue,
    reason: StateReason,
    reasonData: StateReasonData,
    at: account.clock.now(),
  })
}
