import { AwsError } from '../../aws-error.ts'
import type { Policy } from '../../identity/policies/policy.ts'
import { invalidAttributeName, invalidAttributeValue } from './errors.ts'
import { compileQueuePolicy } from './queue-policy.ts'
import {
  parseRedriveAllowPolicy,
  parseRedrivePolicy,
  type RedriveAllowPolicy,
  type RedrivePolicy,
} from './redrive-policy.ts'

/** 1 MiB: the maximum and the default of `MaximumMessageSize`, and the limit of a batch. */
export const MAX_MESSAGE_BYTES = 1_048_576

/** Queue attributes as in the API: text values by name. */
export type AttributeMap = Record<string, string>

/** The settings that a queue uses, derived from its attributes. Times are in milliseconds. */
export interface QueueSettings {
  readonly visibilityTimeoutMs: number
  readonly delayMs: number
  readonly waitMs: number
  readonly retentionMs: number
  readonly maximumMessageSize: number
  readonly contentBasedDeduplication: boolean
  readonly deduplicationScope: 'queue' | 'messageGroup'
  readonly kmsKey: string | undefined
  readonly policy: Policy | undefined
  readonly redrive: RedrivePolicy | undefined
  readonly redriveAllow: RedriveAllowPolicy | undefined
}

interface NumberRule {
  lowest: number
  highest: number
  default: number
}

/** SetQueueAttributes, API reference: "An integer from … to …". */
const NUMBERS: Readonly<Record<string, NumberRule>> = {
  VisibilityTimeout: { lowest: 0, highest: 43_200, default: 30 },
  MaximumMessageSize: { lowest: 1024, highest: MAX_MESSAGE_BYTES, default: MAX_MESSAGE_BYTES },
  MessageRetentionPeriod: { lowest: 60, highest: 1_209_600, default: 345_600 },
  DelaySeconds: { lowest: 0, highest: 900, default: 0 },
  ReceiveMessageWaitTimeSeconds: { lowest: 0, highest: 20, default: 0 },
  KmsDataKeyReusePeriodSeconds: { lowest: 60, highest: 86_400, default: 300 },
}

const FLAGS: readonly string[] = ['SqsManagedSseEnabled', 'FifoQueue', 'ContentBasedDeduplication']

/** SetQueueAttributes, API reference: the attributes of high throughput for FIFO queues. */
const HIGH_THROUGHPUT: Readonly<Record<string, readonly string[]>> = {
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
}

/** Attributes that an empty value removes. */
const REMOVABLE: ReadonlySet<string> = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
])

/** GetQueueAttributes returns it only while a KMS key is set. */
const KMS_REUSE_PERIOD = 'KmsDataKeyReusePeriodSeconds'

/** Every attribute that can be set, including those of FIFO queues. */
export const SETTABLE: readonly string[] = [
  ...Object.keys(NUMBERS),
  ...FLAGS,
  ...Object.keys(HIGH_THROUGHPUT),
  ...REMOVABLE,
]

/** The default attributes of a new queue. */
export function defaultAttributes(fifo: boolean): AttributeMap {
  const attributes: AttributeMap = { SqsManagedSseEnabled: 'true' }
  for (const [name, rule] of Object.entries(NUMBERS)) {
    if (name !== KMS_REUSE_PERIOD) attributes[name] = String(rule.default)
  }
  if (!fifo) return attributes
  return {
    ...attributes,
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  }
}

/**
 * Returns `current` with `changes` applied, after checking all rules.
 *
 * @throws InvalidAttributeName for an attribute that cannot be set on this type of queue
 * @throws InvalidAttributeValue for a value that is out of range or contradicts another
 */
export function changeAttributes(current: AttributeMap, changes: AttributeMap, fifo: boolean): AttributeMap {
  const changed = { ...current }
  for (const [name, value] of Object.entries(changes)) {
    if (REMOVABLE.has(name) && value === '') delete changed[name]
    else changed[name] = checked(name, value, fifo)
  }
  settleEncryption(changed, changes)
  if (changed.FifoThroughputLimit === 'perMessageGroupId' && changed.DeduplicationScope !== 'messageGroup') {
    throw invalidAttributeValue(
      'FifoThroughputLimit',
      'perMessageGroupId is allowed only when DeduplicationScope is messageGroup.',
    )
  }
  return changed
}

export function settingsFrom(attributes: AttributeMap): QueueSettings {
  const ms = (name: string) => Number(attributes[name]) * 1000
  const { Policy: policy, RedrivePolicy: redrive, RedriveAllowPolicy: redriveAllow } = attributes
  return {
    visibilityTimeoutMs: ms('VisibilityTimeout'),
    delayMs: ms('DelaySeconds'),
    waitMs: ms('ReceiveMessageWaitTimeSeconds'),
    retentionMs: ms('MessageRetentionPeriod'),
    maximumMessageSize: Number(attributes.MaximumMessageSize),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    deduplicationScope: attributes.DeduplicationScope === 'messageGroup' ? 'messageGroup' : 'queue',
    kmsKey: attributes.KmsMasterKeyId,
    policy: policy === undefined ? undefined : compileQueuePolicy(policy),
    redrive: redrive === undefined ? undefined : parseRedrivePolicy(redrive),
    redriveAllow: redriveAllow === undefined ? undefined : parseRedriveAllowPolicy(redriveAllow),
  }
}

/** The flag in the case in which SQS keeps it: AWS takes `True` and `FALSE` as well. */
export function flagOf(value: string | undefined): string | undefined {
  return value?.toLowerCase()
}

function checked(name: string, value: string, fifo: boolean): string {
  if (!SETTABLE.includes(name)) throw invalidAttributeName(name)
  if (!fifo) checkStandard(name)
  const rule = NUMBERS[name]
  if (rule) return checkedNumber(name, value, rule)
  if (FLAGS.includes(name)) return checkedFlag(name, value)
  const choices = HIGH_THROUGHPUT[name]
  if (choices && !choices.includes(value)) throw invalidAttributeValue(name)
  if (name === 'RedrivePolicy') parseRedrivePolicy(value)
  if (name === 'RedriveAllowPolicy') parseRedriveAllowPolicy(value)
  if (name === 'Policy') compileQueuePolicy(value)
  return value
}

/** Refuses the attributes of FIFO queues. */
function checkStandard(name: string): void {
  if (name === 'FifoQueue' || name === 'ContentBasedDeduplication') throw invalidAttributeName(name)
  if (!(name in HIGH_THROUGHPUT)) return
  throw new AwsError(
    'InvalidAttributeName',
    `You can specify the ${name} only when FifoQueue is set to true.`,
  )
}

function checkedFlag(name: string, value: string): string {
  const flag = flagOf(value)
  if (flag === 'true' || (flag === 'false' && name !== 'FifoQueue')) return flag
  throw invalidAttributeValue(name)
}

function checkedNumber(name: string, value: string, { lowest, highest }: NumberRule): string {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < lowest || number > highest) throw invalidAttributeValue(name)
  return String(number)
}

/** "Only one server-side encryption option is supported per queue (for example, SSE-KMS or SSE-SQS)." */
function settleEncryption(changed: AttributeMap, changes: AttributeMap): void {
  if (changed.KmsMasterKeyId === undefined) {
    delete changed[KMS_REUSE_PERIOD]
    return
  }
  if (flagOf(changes.SqsManagedSseEnabled) === 'true') {
    if (changes.KmsMasterKeyId) {
      throw new AwsError(
        'InvalidAttributeName',
        'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
      )
    }
    delete changed.KmsMasterKeyId
    delete changed[KMS_REUSE_PERIOD]
    return
  }
  changed.SqsManagedSseEnabled = 'false'
  changed[KMS_REUSE_PERIOD] ??= String(NUMBERS[KMS_REUSE_PERIOD]?.default)
}
