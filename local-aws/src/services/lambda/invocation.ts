/** One event for one environment. */
export interface InvocationRequest {
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  /** As the caller named the function: with the qualifier of an alias or a version, where one was given. */
  readonly invokedArn: string
  /** What the function finds as `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string | undefined
}

/** How an invocation ended. */
export interface Outcome {
  /** JSON text: what the handler returned, or an error document. */
  readonly payload: string
  /** `success`, or why not, in the words of Lambda's own log records (`platform.report`). */
  readonly status: 'success' | 'error' | 'timeout' | 'failure'
  /** Set for `timeout` and `failure`: what Lambda logs about them. */
  readonly problem?: string
  /** On Lambda's clock of real work, in ms. */
  readonly durationMs: number
  /** Of the environment so far. */
  readonly maxMemoryUsedMb: number
}

/** The document that an invoker gets for a failed invocation. */
export interface ErrorDocument {
  errorType: string
  errorMessage: string
  trace?: string[]
}
