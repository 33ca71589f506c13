import type { Connection } from '../../clients/connection.ts'
import { readPipelines } from '../../clients/pipelines/pipelines.ts'
import { recentMetric } from '../recent-metric.ts'

/** How the function that counts the stream's events gets on. */
export interface ReaderState {
  /** `clickstream-trends`; undefined where nothing reads the stream. */
  readonly service: string | undefined
  /** Of its event source: `Enabled`, `Disabled`… */
  readonly state: string | undefined
  readonly lastResult: string | undefined
  /** How old the records were that it got last, in ms; undefined where it got none in the last minutes. */
  readonly iteratorAgeMs: number | undefined
}

/** The service of the function that counts. */
const COUNTER = 'clickstream-trends'

export async function readerState(
  connection: Connection,
  stage: string,
  streamName: string,
): Promise<ReaderState> {
  const { sources, functions } = await readPipelines(connection, stage)
  const serviceOf = (functionName: string) => functions.find(({ name }) => name === functionName)?.service
  const source = sources.find(
    // With enhanced fan-out it is the ARN of a consumer: `…:stream/<name>/consumer/…`. Other functions read it, too.
    ({ arn, functionName }) =>
      `${arn}/`.includes(`:stream/${streamName}/`) && serviceOf(functionName) === COUNTER,
  )
  if (!source)
    return { service: undefined, state: undefined, lastResult: undefined, iteratorAgeMs: undefined }
  const iteratorAgeMs = await recentMetric(connection, {
    Namespace: 'AWS/Lambda',
    MetricName: 'IteratorAge',
    dimension: { Name: 'FunctionName', Value: source.functionName },
    statistic: 'Maximum',
  })
  return { service: COUNTER, state: source.state, lastResult: source.lastResult, iteratorAgeMs }
}
