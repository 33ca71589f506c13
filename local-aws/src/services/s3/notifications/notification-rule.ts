export type DestinationKind = 'queue' | 'topic' | 'function'

/** Which events of which objects go to one queue, topic or function. */
export interface NotificationRule {
  id: string
  kind: DestinationKind
  arn: string
  /** `s3:ObjectCreated:*`, `s3:ObjectRemoved:Delete`, … */
  events: readonly string[]
  prefix: string | undefined
  suffix: string | undefined
}

export type NotificationConfiguration = readonly NotificationRule[]
