import type { Metrics } from '../../ports.ts'

/** What CloudWatch is told of one request. */
export interface MeasuredRequest {
  apiId: string
  stage: string
  statusCode: number
  latencyMs: number
  /** Undefined where no function was called. */
  integrationLatencyMs: number | undefined
  responseBytes: number
}

/**
 * The metrics of an API and of its stage. An error metric has a value for every request, 0 or 1, so that its
 * average is the rate of errors.
 *
 * @see the guide's "Monitor CloudWatch metrics for HTTP APIs"
 */
export function reportRequest(metrics: Metrics, request: MeasuredRequest): void {
  const { apiId: ApiId, stage: Stage, statusCode } = request
  const values: [name: string, value: number, unit: string][] = [
    ['Count', 1, 'Count'],
    ['4xx', Number(statusCode >= 400 && statusCode < 500), 'Count'],
    ['5xx', Number(statusCode >= 500), 'Count'],
    ['Latency', request.latencyMs, 'Milliseconds'],
    ['DataProcessed', request.responseBytes, 'Bytes'],
  ]
  if (request.integrationLatencyMs !== undefined) {
    values.push(['IntegrationLatency', request.integrationLatencyMs, 'Milliseconds'])
  }
  const dimensionSets: Record<string, string>[] = [{ ApiId }, { ApiId, Stage }]
  for (const dimensions of dimensionSets) {
    for (const [name, value, unit] of values) {
      metrics.put({ namespace: 'AWS/ApiGateway', name, dimensions, value, unit })
    }
  }
}
