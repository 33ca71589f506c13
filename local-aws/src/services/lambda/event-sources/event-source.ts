/** Invokes a function with records while its mapping is enabled. */
export interface EventSource {
  start(): void
  /** Stops polling; invocations in progress are completed. */
  stop(): void
}
