/** What feeds a function, while its mapping is enabled. */
export interface EventSource {
  start(): void
  /** Fetches nothing more; invocations under way are seen through. */
  stop(): void
}
