import { invalidParameter, validationError } from './errors.ts'

/** What every kind of alarm is configured with, in the words of the API. */
export interface AlarmConfiguration {
  AlarmName: string
  AlarmDescription?: string
  ActionsEnabled: boolean
  OKActions?: string[]
  AlarmActions?: string[]
  InsufficientDataActions?: string[]
}

/** "must be from 1 to 255 characters" (PutMetricAlarm, PutCompositeAlarm) */
const MAX_NAME_CHARACTERS = 255

/** @throws AwsError `ValidationError` */
export function checkName(name: string): void {
  if (typeof name === 'string' && name.length <= MAX_NAME_CHARACTERS) return
  throw validationError(
    `1 validation error detected: Value ${JSON.stringify(name)} at 'alarmName' failed to satisfy constraint: Member must have length less than or equal to ${MAX_NAME_CHARACTERS}`,
  )
}

/** @throws AwsError for actions other than topics */
export function checkActions({
  AlarmName,
  OKActions = [],
  AlarmActions = [],
  InsufficientDataActions = [],
}: Omit<AlarmConfiguration, 'ActionsEnabled'>): void {
  const actions = [...OKActions, ...AlarmActions, ...InsufficientDataActions]
  const other = actions.find(arn => !String(arn).startsWith('arn:aws:sns:'))
  if (other !== undefined) throw notSimulated(AlarmName, `the action ${other}; SNS topics are`)
}

export function notSimulated(alarm: string, what: string) {
  return invalidParameter(`The local AWS does not simulate, for the alarm ${alarm}, ${what}.`)
}
