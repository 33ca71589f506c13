import type { Metrics } from '../../../ports.ts'
import type { QueryExecution } from './query-execution.ts'

/** Reports an ended query, if its workgroup publishes metrics. */
export function reportQuery(metrics: Metrics, execution: QueryExecution): void {
  const { workGroup, statement } = execution.request
  if (!workGroup.configuration.PublishCloudWatchMetricsEnabled) return
  const dimensions = { WorkGroup: workGroup.name, QueryState: execution.state, QueryType: statement.type }
  const values = [
    ['ProcessedBytes', execution.scannedBytes, 'Bytes'],
    ['TotalExecutionTime', execution.queueMs + execution.engineMs, 'Milliseconds'],
    ['EngineExecutionTime', execution.engineMs, 'Milliseconds'],
    ['QueryQueueTime', execution.queueMs, 'Milliseconds'],
  ] as const
  for (const [name, value, unit] of values) {
    metrics.put({ namespace: 'AWS/Athena', name, dimensions, value, unit })
    metrics.put({ namespace: 'AWS/Athena', name, dimensions: { WorkGroup: workGroup.name }, value, unit })
  }
}
