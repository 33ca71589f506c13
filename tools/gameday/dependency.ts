/** What can be taken down: a service that the consumers call, or the consumers themselves. */
export const DEPENDENCIES = ['dynamodb', 'sns', 'kms', 'ses', 's3', 'function'] as const

export type Dependency = (typeof DEPENDENCIES)[number]

/** A dependency that the consumers call, by the prefix of its IAM actions. */
export type Service = Exclude<Dependency, 'function'>

const TITLES: Readonly<Record<Dependency, string>> = {
  dynamodb: 'DynamoDB',
  sns: 'SNS',
  kms: 'KMS',
  ses: 'SES',
  s3: 'S3',
  function: 'the functions',
}

/** The name for readers: `DynamoDB`. */
export function titleOf(dependency: Dependency): string {
  return TITLES[dependency]
}

export function isDependency(text: string): text is Dependency {
  return (DEPENDENCIES as readonly string[]).includes(text)
}
