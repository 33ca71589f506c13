import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'
import { MissingStageError } from '../missing-stage.ts'

const AT_ONCE = 4

/** What the stacks of a stage consist of. */
export interface StageResources {
  /** The physical ids of the resources of a type, `AWS::SQS::Queue`. */
  of(type: string): readonly string[]
  /** The stacks' outputs. */
  readonly outputs: readonly StackOutput[]
}

export interface StackOutput {
  readonly stack: string
  readonly key: string
  readonly value: string
}

/** @throws MissingStageError */
export async function stageResources(connection: Connection, stage: string): Promise<StageResources> {
  const client = new CloudFormationClient(connection)
  const stacks = await stacksOf(client, stage)
  if (stacks.length === 0) {
    throw new MissingStageError(
      `There are no stacks Messaging-${stage}-… here. Deploy them by npx cdk deploy --all -c stage=${stage}, or run ` +
        'them on this machine by npm start; name another stage by --stage.',
    )
  }
  const resources = await inParallel(stacks, AT_ONCE, ({ name }) => resourcesOf(client, name))
  const byType = Map.groupBy(resources.flat(), ({ type }) => type)
  return {
    of: type => (byType.get(type) ?? []).map(({ physicalId }) => physicalId),
    outputs: stacks.flatMap(({ outputs }) => outputs),
  }
}

/** A stage has no hyphen in its name, so that no prefix fits two stages. */
async function stacksOf(
  client: CloudFormationClient,
  stage: string,
): Promise<{ name: string; outputs: StackOutput[] }[]> {
  const found: { name: string; outputs: StackOutput[] }[] = []
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: stack = '', Outputs = [] } of Stacks) {
      const outputs = Outputs.map(({ OutputKey: key = '', OutputValue: value = '' }) => ({
        stack,
        key,
        value,
      }))
      found.push({ name: stack, outputs })
    }
  }
  return found.filter(({ name }) => name.startsWith(`Messaging-${stage}-`))
}

async function resourcesOf(client: CloudFormationClient, StackName: string) {
  const resources: { type: string; physicalId: string }[] = []
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType: type = '', PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      // One that failed to be created has none.
      if (PhysicalResourceId) resources.push({ type, physicalId: PhysicalResourceId })
    }
  }
  return resources
}
