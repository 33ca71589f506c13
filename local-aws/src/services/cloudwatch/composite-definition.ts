import { type AlarmConfiguration, checkActions, checkName, notSimulated } from './alarm-configuration.ts'
import { missingParameter, validationError } from './errors.ts'
import { parseRule, type RuleExpression } from './rule-expression.ts'

/** What `PutCompositeAlarm` takes, as far as it is simulated. */
export interface PutCompositeAlarmInput extends Omit<AlarmConfiguration, 'ActionsEnabled'> {
  ActionsEnabled?: boolean
  AlarmRule: string
  /** The name or ARN of an alarm. */
  ActionsSuppressor?: string
  /** Seconds. */
  ActionsSuppressorWaitPeriod?: number
  /** Seconds. */
  ActionsSuppressorExtensionPeriod?: number
}

/** A configuration that has been found good. */
export interface CompositeDefinition extends PutCompositeAlarmInput {
  ActionsEnabled: boolean
}

/**
 * @param exists whether there is an alarm of a name
 * @throws AwsError for what `PutCompositeAlarm` refuses, and for what is not simulated
 */
export function defineComposite(
  input: PutCompositeAlarmInput,
  exists: (alarmName: string) => boolean,
): { definition: CompositeDefinition; rule: RuleExpression } {
  const { AlarmName, AlarmRule, ActionsEnabled = true } = input
  if (!AlarmName) throw missingParameter('AlarmName')
  if (!AlarmRule) throw missingParameter('AlarmRule')
  checkName(AlarmName)
  if (Object.hasOwn(input, 'ActionConfiguration')) throw notSimulated(AlarmName, 'ActionConfiguration')
  checkActions(input)
  checkSuppressor(input)
  const rule = parseRule(String(AlarmRule))
  // An alarm may refer to itself: CloudWatch allows cycles.
  const unknown = [...rule.children].filter(child => child !== AlarmName && !exists(child))
  if (unknown.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
    )
  }
  return { definition: { ...input, ActionsEnabled }, rule }
}

/** "WaitPeriod is required only when ActionsSuppressor is specified", and so is ExtensionPeriod (PutCompositeAlarm). */
function checkSuppressor(input: PutCompositeAlarmInput): void {
  const periods = {
    ActionsSuppressorWaitPeriod: input.ActionsSuppressorWaitPeriod,
    ActionsSuppressorExtensionPeriod: input.ActionsSuppressorExtensionPeriod,
  }
  for (const [name, seconds] of Object.entries(periods)) {
    if ((seconds === undefined) !== (input.ActionsSuppressor === undefined)) {
      throw validationError(`ActionsSuppressor and ${name} must be given together.`)
    }
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 0)) {
      throw validationError(`${name} must be a whole number of seconds from 0 on, not ${seconds}.`)
    }
  }
}
