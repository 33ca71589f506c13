/** One thing that an outage takes down and restores. */
export interface OutageTarget {
  /** What it is, for readers: `the role Messaging-dev-…`. */
  readonly name: string
  /** The AWS CLI command that restores it. */
  readonly remedy: string
  takeDown(): Promise<void>
  /** Restores it; does nothing if it is not down. */
  restore(): Promise<void>
}
