import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda'
import type { Connection } from '../clients/connection.ts'
import { sumsOfLastDay } from './metric-sums.ts'

/** The batches that a queue consumer processed in the last day. */
export interface Batches {
  /** `<domain>-<function>`. */
  service: string
  invocations: number
  /** Messages that it processed. */
  messages: number
}

/** The batches of each function that processed messages from a queue. */
export async function batchesOfLastDay(connection: Connection): Promise<Batches[]> {
  const lambda = new LambdaClient(connection)
  const cloudWatch = new CloudWatchClient(connection)
  const services = new Map<string, string>()
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName = '', Environment } of Functions)
      services.set(FunctionName, Environment?.Variables?.POWERTOOLS_SERVICE_NAME ?? FunctionName)
  }
  const processed = await sumsOfLastDay(cloudWatch, 'ProcessedRecords', 'service')
  const invoked = await sumsOfLastDay(cloudWatch, 'Invocations', 'FunctionName')
  lambda.destroy()
  cloudWatch.destroy()
  return [...invoked].flatMap(([name, invocations]) => {
    const service = services.get(name) ?? name
    const messages = processed.get(service) ?? 0
    return messages > 0 ? { service, invocations, messages } : []
  })
}
