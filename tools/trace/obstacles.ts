import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Connection } from '../clients/connection.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'

/**
 * What keeps a queue's messages from its function, as the services say: its event source is switched off or has a
 * problem, the function is throttled, the key is disabled. Empty where nothing does.
 */
export async function obstaclesOf(
  queue: Queue,
  pipelines: Pipelines,
  connection: Connection,
): Promise<string[]> {
  return [...sourceObstacles(queue, pipelines), ...(await keyObstacles(queue, connection))]
}

function sourceObstacles({ arn, name }: Queue, { sources, functions }: Pipelines): string[] {
  const source = sources.find(source => source.arn === arn)
  if (!source) return [`no function takes messages of ${name}: it has no event source`]
  const called = functions.find(({ name }) => name === source.functionName)
  return [
    ...(source.state === 'Enabled'
      ? []
      : [`its event source is ${source.state.toLowerCase()} (${source.id})`]),
    ...(isProblem(source.lastResult) ? [`its event source says "${source.lastResult}"`] : []),
    ...(called?.reservedConcurrency === 0
      ? [`${called.service} is stopped: its reserved concurrency is 0`]
      : []),
  ]
}

/** That a function failed is in the trail, with the reason. */
function isProblem(lastResult = ''): boolean {
  return lastResult.startsWith('PROBLEM') && !lastResult.includes('Function call failed')
}

async function keyObstacles({ keyId }: Queue, connection: Connection): Promise<string[]> {
  // SQS's own key is always there.
  if (keyId === undefined || keyId.startsWith('alias/aws/')) return []
  try {
    const { KeyMetadata } = await new KMSClient(connection).send(new DescribeKeyCommand({ KeyId: keyId }))
    const state = KeyMetadata?.KeyState ?? 'unknown'
    return state === 'Enabled' ? [] : [`its KMS key ${KeyMetadata?.KeyId} is ${state.toLowerCase()}`]
  } catch (error) {
    return [`its KMS key ${keyId} cannot be looked at: ${(error as Error).message}`]
  }
}
