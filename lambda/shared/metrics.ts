import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** The one buffer of metrics, by service; namespace and service come from the environment. */
export const metrics = new Metrics()

/** How the records of one invocation ended. */
export interface RecordCounts {
  processed: number
  /** Left in the queue to be received again, those held back behind another in their group included. */
  failed: number
  /** Left in the queue to be received again soon, since it was no time for them, or not their turn. */
  postponed: number
  /** Sent to the dead-letter queue by the function itself. */
  deadLettered: number
}

/** Counts that are zero are written too: an alarm then tells "none failed" from "nothing ran". */
export function countRecords({ processed, failed, postponed, deadLettered }: RecordCounts): void {
  metrics.addMetric('ProcessedRecords', MetricUnit.Count, processed)
  metrics.addMetric('FailedRecords', MetricUnit.Count, failed)
  metrics.addMetric('PostponedRecords', MetricUnit.Count, postponed)
  metrics.addMetric('DeadLetteredRecords', MetricUnit.Count, deadLettered)
}
