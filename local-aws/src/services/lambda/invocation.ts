/** One event for an environment. */
export interface InvocationRequest {
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  /** The function's ARN, with the qualifier of an alias or a version, if the caller gave one. */
  readonly invokedArn: string
  /** The value of `_X_AMZN_TRACE_ID` for the function. */
  readonly traceHeader: string | undefined
}

/** The result of an invocation. */
export interface Outcome {
  /** JSON text: the handler's return value or an error document. */
  readonly payload: string
  /** `success`, or the kind of failure, with the terms of Lambda's log records (`platform.report`). */
  readonly status: 'success' | 'error' | 'timeout' | 'failure'
  /** Present for `timeout` and `failure`: the text that Lambda logs. */
  readonly problem?: string
  /** On Lambda's clock of real work, in ms. */
  readonly durationMs: number
  /** The maximum of the environment so far. */
  readonly maxMemoryUsedMb: number
}

/** The document that the invoker of a failed invocation gets. */
export interface ErrorDocument {
  errorType: string
  errorMessage: string
  trace?: string[]
}
