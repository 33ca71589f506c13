import { accessPolicy } from './access-policy.ts'
import { archivePolicy } from './archive-policy.ts'
import { notSimulated, type Refuse } from './errors.ts'

type Check = (value: string) => boolean

const boolean: Check = value => value === 'true' || value === 'false'

export const isJson: Check = value => {
  try {
    const document: unknown = JSON.parse(value)
    return typeof document === 'object' && document !== null && !Array.isArray(document)
  } catch {
    return false
  }
}

/** The attributes of every topic. */
const CHECKS: Readonly<Record<string, Check>> = {
  // It concerns only HTTP/S endpoints, which are not simulated.
  DeliveryPolicy: isJson,
  DisplayName: value => value.length <= 100,
  KmsMasterKeyId: () => true,
  // "Valid values are 1024 to 1048576 (1 MiB)."
  MaximumMessageSize: value => /^\d+$/.test(value) && Number(value) >= 1024 && Number(value) <= 1_048_576,
  Policy: () => true,
  SignatureVersion: value => value === '1' || value === '2',
  TracingConfig: value => value === 'PassThrough' || value === 'Active',
}

const FIFO_CHECKS: Readonly<Record<string, Check>> = {
  ArchivePolicy: () => true,
  ContentBasedDeduplication: boolean,
  FifoThroughputScope: value => value === 'Topic' || value === 'MessageGroup',
}

const NOT_SIMULATED: readonly [name: RegExp, what: string][] = [
  [
    /^(Application|Firehose|HTTP|Lambda|SQS)(Success|Failure)Feedback(RoleArn|SampleRate)$/,
    'delivery status logging: leave the …Feedback… attributes out',
  ],
]

/**
 * @param value empty to restore the default
 * @throws the error that `refuse` creates from the reason
 */
export function checkTopicAttribute(name: string, value: string, fifo: boolean, refuse: Refuse): void {
  for (const [pattern, what] of NOT_SIMULATED) if (pattern.test(name)) throw notSimulated(what)
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : fifo && FIFO_CHECKS[name]
  if (!check) throw refuse('AttributeName')
  if (value !== '' && !check(value)) throw refuse(`${name}: Invalid value [${value}]`)
  if (name === 'Policy' && value !== '') accessPolicy(value, refuse)
  // Only `{}` turns archiving off: an empty text is refused (hashicorp/terraform-provider-aws#38885).
  if (name === 'ArchivePolicy') archivePolicy(value, refuse)
  if (name === 'TracingConfig' && value === 'Active') {
    throw notSimulated('active tracing of topics: TracingConfig must be PassThrough')
  }
}
