/** Something that people who use a local AWS want to see at once. */
export type Happening = RequestHappening | FailureHappening | AlarmHappening | LogHappening | ObjectHappening

/** An API answered a request. */
export interface RequestHappening {
  readonly kind: 'request'
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
  /** Why it did not go well, where API Gateway knows. */
  readonly reason: string | undefined
}

/** Something did not go well. */
export interface FailureHappening {
  /**
   * `invocation`: a function failed, `throttle`: it was not invoked; `dead-letter`: SQS moved a message that was received
   * too often; `delivery`: SNS gave up on a subscription, a replay or the oldest of an archive, or Firehose on records;
   * `retry`: Firehose will try again; `denial`: policies deny a request.
   */
  readonly kind: 'invocation' | 'throttle' | 'dead-letter' | 'delivery' | 'retry' | 'denial'
  /** The function, the queue, the topic or the delivery stream; for a denial, the role, the user or the service. */
  readonly name: string
  readonly reason: string
}

/** An alarm changed its state. */
export interface AlarmHappening {
  readonly kind: 'alarm'
  readonly name: string
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** Firehose delivered an object. */
export interface ObjectHappening {
  readonly kind: 'object'
  /** The delivery stream. */
  readonly name: string
  readonly bucket: string
  readonly key: string
  readonly records: number
  /** Of the object. */
  readonly bytes: number
}

/** A function printed a line. */
export interface LogHappening {
  readonly kind: 'log'
  readonly functionName: string
  readonly text: string
}

/** Passes on what happens in an account to whoever looks; it costs nothing while nobody does. */
export class Activity {
  #watch: ((happening: Happening) => void) | undefined

  /**
   * @param watch is told of everything from now on
   * @returns ends it
   */
  watch(watch: (happening: Happening) => void): () => void {
    this.#watch = watch
    return () => {
      this.#watch = undefined
    }
  }

  report(happening: Happening): void {
    this.#watch?.(happening)
  }
}
