import { invalidAttributeValue, invalidParameter } from './errors.ts'

/** `RedrivePolicy`: the destination of messages that are received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string
  readonly maxReceiveCount: number
}

/** `RedriveAllowPolicy`: which queues may name this one as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue'
  readonly sourceQueueArns: readonly string[]
}

const MAX_RECEIVE_COUNT = 1000
const DEFAULT_RECEIVE_COUNT = 10
const MAX_SOURCE_QUEUES = 10
const PERMISSIONS = ['allowAll', 'denyAll', 'byQueue'] as const

export function parseRedrivePolicy(text: string): RedrivePolicy {
  const { deadLetterTargetArn, maxReceiveCount = DEFAULT_RECEIVE_COUNT } = parseObject('RedrivePolicy', text)
  if (typeof deadLetterTargetArn !== 'string') {
    throw invalidRedrive(text, 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn')
  }
  const count = Number(maxReceiveCount)
  if (!Number.isInteger(count) || count < 1 || count > MAX_RECEIVE_COUNT) {
    throw invalidRedrive(text, 'Invalid value for maxReceiveCount: it must be an integer from 1 to 1000')
  }
  return { deadLetterTargetArn, maxReceiveCount: count }
}

/** @throws InvalidParameterValue naming the policy and the reason */
export function invalidRedrive(text: string, reason: string) {
  return invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}.`)
}

export function parseRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const { redrivePermission, sourceQueueArns = [] } = parseObject('RedriveAllowPolicy', text)
  const permission = PERMISSIONS.find(known => known === redrivePermission)
  if (!permission) {
    throw invalidAttributeValue(
      'RedriveAllowPolicy',
      `redrivePermission must be one of ${PERMISSIONS.join(', ')}.`,
    )
  }
  if (!Array.isArray(sourceQueueArns) || sourceQueueArns.some(arn => typeof arn !== 'string')) {
    throw invalidAttributeValue('RedriveAllowPolicy', 'sourceQueueArns must be a list of queue ARNs.')
  }
  if (
    permission === 'byQueue' &&
    (sourceQueueArns.length < 1 || sourceQueueArns.length > MAX_SOURCE_QUEUES)
  ) {
    throw invalidAttributeValue('RedriveAllowPolicy', 'byQueue takes 1 to 10 sourceQueueArns.')
  }
  if (permission !== 'byQueue' && sourceQueueArns.length > 0) {
    throw invalidAttributeValue('RedriveAllowPolicy', 'sourceQueueArns can be specified only with byQueue.')
  }
  return { redrivePermission: permission, sourceQueueArns }
}

export function allowsRedriveFrom(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (!policy || policy.redrivePermission === 'allowAll') return true
  return policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn)
}

function parseObject(attribute: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // The error below reports it, with the text.
  }
  throw invalidAttributeValue(attribute, `It must be a JSON object, not ${text}.`)
}
