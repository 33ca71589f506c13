export type DestinationKind = 'queue' | 'topic' | 'function'

/** Defines the events and objects for which one queue, topic or function is notified. */
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
