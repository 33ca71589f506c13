/** What a pipeline promises of its items. */
export interface Objective {
  /** From the first event to the end, in seconds. */
  readonly seconds: number
  /** How many of them are through by then: the rest is the error budget. */
  readonly share: number
}

/**
 * The pipelines, by the names of their domains. An item that ends in time counts 1, one that is late or a dead letter 0,
 * in the metric `InTime` with the dimension `pipeline`.
 *
 * They are part of the code: another number is another promise, for which the rest would have to be built.
 */
export const objectives = {
  /**
   * A purchase is shipped or cancelled. It takes a second; a minute leaves room for a cold start, a retry after an error,
   * and the customer's purchases before it.
   */
  shop: { seconds: 60, share: 0.999 },
  /**
   * An uploaded video is encoded or rejected. A burst may wait: that is what the queue is for. An hour is half of the age
   * at which the queue has an alarm.
   */
  video: { seconds: 3_600, share: 0.99 },
  /** The last mail about a post is asked for. A page of 1,000 takes half a second: a million subscribers are in time. */
  posts: { seconds: 600, share: 0.999 },
  /** A mail is sent, or left out on purpose. At 60 a second, a mailing of 200,000 takes most of an hour. */
  mail: { seconds: 3_600, share: 0.99 },
  /** An event of the stream is counted. The reader polls once a second, and waits for nobody. */
  clickstream: { seconds: 60, share: 0.999 },
} as const satisfies Record<string, Objective>

export type Pipeline = keyof typeof objectives

export const pipelines = Object.keys(objectives) as readonly Pipeline[]

export function isPipeline(name: string): name is Pipeline {
  return Object.hasOwn(objectives, name)
}
