import { Tracer } from '@aws-lambda-powertools/tracer'

/** The one tracer. Requests are traced where the SDK clients are, not on every socket: there are no others. */
export const tracer = new Tracer({ captureHTTPsRequests: false })

export type Annotations = Record<string, string | number | boolean>

/** Adds to what a subsegment can be found by. */
export type Annotate = (annotations: Annotations) => void

const ignore: Annotate = () => {}

/**
 * Runs `work` in a subsegment of its own, several of which may be open side by side, and closes it whatever happens.
 *
 * A failure is marked, without the error's text: that may quote a person's address. Most traces are not sampled
 * (AWS keeps one a second and 5 % of the rest); for those nothing is made.
 */
export function inSubsegment<Result>(
  name: string,
  work: (annotate: Annotate) => Promise<Result>,
): Promise<Result> {
  if (!tracer.isTraceSampled()) return work(ignore)

  return tracer.provider.captureAsyncFunc(name, async subsegment => {
    if (!subsegment) return work(ignore)
    try {
      return await work(annotations => {
        for (const [key, value] of Object.entries(annotations)) subsegment.addAnnotation(key, value)
      })
    } catch (error) {
      subsegment.addFaultFlag()
      throw error
    } finally {
      subsegment.close()
    }
  }) as Promise<Result>
}
