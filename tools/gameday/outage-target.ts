/** One thing that an outage changes, and can change back. */
export interface OutageTarget {
  /** What is changed, for people: `the role Messaging-dev-…`. */
  readonly name: string
  /** The AWS CLI command that changes it back. */
  readonly remedy: string
  takeDown(): Promise<void>
  /** Changes it back; nothing happens where there is nothing to change back. */
  restore(): Promise<void>
}
