import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { MissingStageError } from '../clients/missing-stage.ts'

/** A resource in a template. */
export interface TemplateResource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: as many shapes as there are resource types
  readonly Properties?: any
  readonly Metadata?: { readonly 'aws:cdk:path'?: string }
}

export interface StackTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>
  readonly Outputs?: Readonly<Record<string, { Value?: unknown; Export?: { Name?: unknown } }>>
}

/** A stack as it was synthesized, and what its resources became. */
export interface DeployedTemplate {
  readonly stack: string
  readonly template: StackTemplate
  /** By logical id. */
  readonly physicalIds: ReadonlyMap<string, string>
}

const AT_ONCE = 4

/** @throws MissingStageError */
export async function stageTemplates(connection: Connection, stage: string): Promise<DeployedTemplate[]> {
  const client = new CloudFormationClient(connection)
  const stacks: string[] = []
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    stacks.push(...Stacks.flatMap(({ StackName = '' }) => StackName))
  }
  const ofStage = stacks.filter(name => name.startsWith(`Messaging-${stage}-`))
  if (ofStage.length === 0) {
    throw new MissingStageError(
      `There are no stacks Messaging-${stage}-… here: name another stage by --stage.`,
    )
  }
  return inParallel(ofStage.sort(), AT_ONCE, stack => deployedTemplate(client, stack))
}

async function deployedTemplate(client: CloudFormationClient, stack: string): Promise<DeployedTemplate> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }))
  const physicalIds = new Map<string, string>()
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      physicalIds.set(LogicalResourceId, PhysicalResourceId)
    }
  }
  return { stack, template: JSON.parse(TemplateBody), physicalIds }
}
