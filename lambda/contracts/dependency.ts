/** The dependencies of functions, by their names in metrics and alarms. `other` is the rest, including the network. */
export const dependencies = ['dynamodb', 'kinesis', 'kms', 's3', 'ses', 'sns', 'sqs', 'other'] as const

export type Dependency = (typeof dependencies)[number]
