import type { Alarm, AlarmType } from '../alarm.ts'
import type { AlarmState } from '../alarm-decision.ts'
import type { Alarms } from '../alarms.ts'
import { CompositeAlarm } from '../composite-alarm.ts'
import { invalidParameter, validationError } from '../errors.ts'
import type { MetricAlarm } from '../metric-alarm.ts'
import { paginate } from '../pagination.ts'

export interface DescribeAlarmsInput {
  AlarmNames?: string[]
  AlarmNamePrefix?: string
  AlarmTypes?: AlarmType[]
  ChildrenOfAlarmName?: string
  ParentsOfAlarmName?: string
  StateValue?: AlarmState
  ActionPrefix?: string
  MaxRecords?: number
  NextToken?: string
}

const MAX_RECORDS = 100

/** Alarms by name, metric alarms before composite alarms; or those below or above one alarm. */
export function describeAlarms(alarms: Alarms, input: DescribeAlarmsInput): object {
  const { MaxRecords = 50, NextToken: start } = input
  if (MaxRecords < 1 || MaxRecords > MAX_RECORDS) {
    throw invalidParameter(`MaxRecords must be from 1 to ${MAX_RECORDS}, not ${MaxRecords}.`)
  }
  const { found, shape } = select(alarms, input)
  const { items, NextToken } = paginate(found, { NextToken: start, limit: MaxRecords })
  const composites = items.filter(alarm => alarm instanceof CompositeAlarm)
  return {
    MetricAlarms: items.filter(alarm => !(alarm instanceof CompositeAlarm)).map(shape),
    CompositeAlarms: composites.map(shape),
    NextToken,
  }
}

type AnyAlarm = MetricAlarm | CompositeAlarm

interface Selection {
  found: readonly AnyAlarm[]
  shape: (alarm: AnyAlarm) => object
}

function select(alarms: Alarms, input: DescribeAlarmsInput): Selection {
  const { ChildrenOfAlarmName, ParentsOfAlarmName } = input
  if (ChildrenOfAlarmName !== undefined) {
    requireAlone(input, 'ChildrenOfAlarmName')
    return { found: childrenOf(alarms, ChildrenOfAlarmName), shape: child }
  }
  if (ParentsOfAlarmName !== undefined) {
    requireAlone(input, 'ParentsOfAlarmName')
    return { found: alarms.parentsOf(ParentsOfAlarmName), shape: identity }
  }
  // "If you omit this parameter, only metric alarms are returned, even if composite alarms … exist in the account."
  const { AlarmTypes = ['MetricAlarm'] } = input
  const all: AnyAlarm[] = [...alarms.metricAlarms(), ...alarms.composites()]
  return {
    found: all.filter(alarm => AlarmTypes.includes(alarm.type) && isMeant(alarm, input)),
    shape: describe,
  }
}

/** "you cannot specify any other parameters in the request except for MaxRecords and NextToken" */
function requireAlone(input: DescribeAlarmsInput, name: keyof DescribeAlarmsInput): void {
  const other = Object.keys(input).find(key => ![name, 'MaxRecords', 'NextToken'].includes(key))
  if (other) throw validationError(`${other} cannot be specified together with ${name}.`)
}

function childrenOf(alarms: Alarms, name: string): AnyAlarm[] {
  const parent = alarms.find(name)
  if (!(parent instanceof CompositeAlarm)) return []
  const children = [...parent.rule.children].flatMap(child => alarms.find(child) ?? [])
  return children.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function isMeant(alarm: Alarm, input: DescribeAlarmsInput): boolean {
  const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix } = input
  return (
    (AlarmNames === undefined || AlarmNames.includes(alarm.name)) &&
    alarm.name.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || alarm.state.value === StateValue) &&
    (ActionPrefix === undefined || alarm.actions.some(action => action.startsWith(ActionPrefix)))
  )
}

/** "Only the Alarm Name and ARN are returned by this operation when you use this parameter." */
function identity({ name, arn }: AnyAlarm): object {
  return { AlarmName: name, AlarmArn: arn }
}

/** "Only the Alarm Name, ARN, StateValue …, and StateUpdatedTimestamp information are returned" */
function child(alarm: AnyAlarm): object {
  const { state } = alarm
  return { ...identity(alarm), StateValue: state.value, StateUpdatedTimestamp: state.at / 1000 }
}

function describe(alarm: AnyAlarm): object {
  const { arn, definition, configuredAt, transitionedAt, state } = alarm
  return {
    ...definition,
    AlarmArn: arn,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    AlarmConfigurationUpdatedTimestamp: configuredAt / 1000,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.at / 1000,
    StateTransitionedTimestamp: transitionedAt / 1000,
    ...(alarm instanceof CompositeAlarm
      ? suppressionOf(alarm)
      : { Dimensions: alarm.definition.Dimensions ?? [] }),
  }
}

function suppressionOf({ suppression }: CompositeAlarm): object {
  const by = suppression?.by
  return { ActionsSuppressedBy: by, ActionsSuppressedReason: by && `Actions suppressed by ${by}` }
}
