/**
 * What functions wait for, by its name in metrics and alarms. `release` is a release of this code that knows the version
 * of a message; `other` is the rest, including the network.
 */
export const dependencies = [
  'dynamodb',
  'kinesis',
  'kms',
  's3',
  'ses',
  'sns',
  'sqs',
  'release',
  'other',
] as const

export type Dependency = (typeof dependencies)[number]
