/** What functions call, in the words of their metrics and alarms. `other` is all that has no name here, the network among it. */
export const dependencies = ['dynamodb', 'kinesis', 'kms', 's3', 'ses', 'sns', 'sqs', 'other'] as const

export type Dependency = (typeof dependencies)[number]
