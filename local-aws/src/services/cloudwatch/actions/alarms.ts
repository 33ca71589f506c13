import type { Account } from '../../../account.ts'
import type { Actions } from '../../../api/service-api.ts'
import type { Alarm } from '../alarm.ts'
import type { AlarmState } from '../alarm-decision.ts'
import type { PutMetricAlarmInput } from '../alarm-definition.ts'
import type { DescribeAlarmHistoryInput } from '../alarm-history.ts'
import type { Alarms } from '../alarms.ts'
import { alarmNotFound, invalidParameter } from '../errors.ts'
import { paginate } from '../pagination.ts'

interface DescribeAlarmsInput {
  AlarmNames?: string[]
  AlarmNamePrefix?: string
  AlarmTypes?: ('MetricAlarm' | 'CompositeAlarm')[]
  StateValue?: AlarmState
  ActionPrefix?: string
  MaxRecords?: number
  NextToken?: string
}

interface SetAlarmStateInput {
  AlarmName: string
  StateValue: AlarmState
  StateReason: string
  StateReasonData?: string
}

/** Put, describe, set, enable, disable and delete alarms. */
export function alarmActions(account: Account, alarms: Alarms): Actions {
  const setActionsEnabled = (names: readonly string[], enabled: boolean) => {
    for (const name of names) {
      const alarm = alarms.find(name)
      if (alarm) alarm.definition = { ...alarm.definition, ActionsEnabled: enabled }
    }
  }
  return {
    PutMetricAlarm: (input: PutMetricAlarmInput) => void alarms.put(input),
    DescribeAlarms: (input: DescribeAlarmsInput) => describeAlarms(alarms, input),
    DescribeAlarmHistory: (input: DescribeAlarmHistoryInput) => alarms.history.describe(input),
    SetAlarmState: (input: SetAlarmStateInput) => setAlarmState(account, alarms, input),
    EnableAlarmActions: ({ AlarmNames }: { AlarmNames: string[] }) => setActionsEnabled(AlarmNames, true),
    DisableAlarmActions: ({ AlarmNames }: { AlarmNames: string[] }) => setActionsEnabled(AlarmNames, false),
    DeleteAlarms: ({ AlarmNames }: { AlarmNames: string[] }) => alarms.delete(AlarmNames),
  }
}

/** "This temporary state change lasts only until the next alarm comparison occurs." */
function setAlarmState(account: Account, alarms: Alarms, input: SetAlarmStateInput): void {
  const { AlarmName, StateValue, StateReason, StateReasonData } = input
  const alarm = alarms.find(AlarmName)
  if (!alarm) throw alarmNotFound(AlarmName)
  if (!['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(StateValue)) {
    throw invalidParameter(`StateValue must be OK, ALARM or INSUFFICIENT_DATA, not ${StateValue}.`)
  }
  alarms.change(alarm, {
    value: StateValue,
    reason: StateReason,
    reasonData: StateReasonData,
    at: account.clock.now(),
  })
}

function describeAlarms(alarms: Alarms, input: DescribeAlarmsInput): object {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix, MaxRecords = 50 } = input
  if (MaxRecords < 1 || MaxRecords > 100) {
    throw invalidParameter(`MaxRecords must be from 1 to 100, not ${MaxRecords}.`)
  }
  const found = alarms
    .list()
    .filter(
      ({ definition, state, actions }) =>
        (AlarmTypes === undefined || AlarmTypes.includes('MetricAlarm')) &&
        (AlarmNames === undefined || AlarmNames.includes(definition.AlarmName)) &&
        definition.AlarmName.startsWith(AlarmNamePrefix) &&
        (StateValue === undefined || state.value === StateValue) &&
        (ActionPrefix === undefined || actions.some(action => action.startsWith(ActionPrefix))),
    )
  const { items, NextToken } = paginate(found, { NextToken: input.NextToken, limit: MaxRecords })
  return { MetricAlarms: items.map(shape), CompositeAlarms: [], NextToken }
}

function shape({ arn, definition, configuredAt, state }: Alarm): object {
  return {
    ...definition,
    AlarmArn: arn,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Dimensions: definition.Dimensions ?? [],
    AlarmConfigurationUpdatedTimestamp: configuredAt / 1000,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.at / 1000,
    StateTransitionedTimestamp: state.at / 1000,
  }
}
