import {
  type EventSourceMappingConfiguration,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda'
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { MissingStageError } from '../clients/missing-stage.ts'
import type { Consumer } from './consumer.ts'

const AT_ONCE = 4

/**
 * The functions with an event source mapping on a queue of the stage's stacks.
 *
 * @throws MissingStageError if there is none
 */
export async function findConsumers(connection: Connection, stage: string): Promise<Consumer[]> {
  const client = new LambdaClient(connection)
  const mappings: EventSourceMappingConfiguration[] = []
  for await (const page of paginateListEventSourceMappings({ client }, {})) {
    mappings.push(...(page.EventSourceMappings ?? []))
  }
  const ours = mappings.filter(({ EventSourceArn = '' }) => isOfStage(EventSourceArn, stage))
  if (ours.length === 0) {
    throw new MissingStageError(
      `No function processes messages of a queue of the stage ${stage}: deploy it with ` +
        `npx cdk deploy --all -c stage=${stage}, or name another with --stage.`,
    )
  }
  const sqs = new SQSClient(connection)
  return inParallel(ours, AT_ONCE, mapping => describe(client, sqs, mapping))
}

/** Queue names start with the stack's name. Stage names have no hyphen, so a prefix matches only one stage. */
function isOfStage(arn: string, stage: string): boolean {
  return /^arn:[^:]+:sqs:/.test(arn) && nameIn(arn).startsWith(`Messaging-${stage}-`)
}

async function describe(
  lambda: LambdaClient,
  sqs: SQSClient,
  { FunctionArn = '', EventSourceArn = '', ScalingConfig }: EventSourceMappingConfiguration,
): Promise<Consumer> {
  const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }))
  const queueName = nameIn(EventSourceArn)
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
  const functionName = found.FunctionName ?? ''
  const concurrency = ScalingConfig?.MaximumConcurrency
  if (concurrency === undefined) {
    throw new Error(
      `The event source ${queueName} of ${functionName} has no maximum concurrency, so there is no ideal to compare ` +
        'with: deploy the stacks of this checkout, or set one.',
    )
  }
  return {
    functionName,
    service: found.Environment?.Variables?.POWERTOOLS_SERVICE_NAME ?? functionName,
    roleName: found.Role?.slice(found.Role.lastIndexOf('/') + 1) ?? '',
    queueName,
    queueUrl: QueueUrl,
    concurrency,
    memoryMb: found.MemorySize ?? 128,
    architecture: found.Architectures?.[0] ?? 'x86_64',
  }
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}
