import type { Context } from 'aws-lambda'
import { environmentVariable } from './environment.ts'
import { publishInTime } from './in-time.ts'
import { logger } from './logger.ts'
import { metrics } from './metrics.ts'
import { type Annotate, inSubsegment } from './tracer.ts'

const service = environmentVariable('POWERTOOLS_SERVICE_NAME')
/** `Messaging/<stage>`: X-Ray groups the traces of a stage by it. */
const namespace = environmentVariable('POWERTOOLS_METRICS_NAMESPACE')

/** What surrounds every handler: the logger knows the invocation, the work is one subsegment, metrics are flushed once. */
export function duringInvocation<Event, Result>(
  handle: (event: Event, annotate: Annotate, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return (event, context) => {
    logger.addContext(context)
    return inSubsegment(`## ${process.env._HANDLER}`, async annotate => {
      annotate({ Service: service, Namespace: namespace })
      try {
        return await handle(event, annotate, context)
      } finally {
        publishInTime()
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
      }
    })
  }
}
