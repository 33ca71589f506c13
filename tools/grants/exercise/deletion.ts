import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import type { Denial } from '../decisions.ts'
import type { StackTemplate } from '../stage-templates.ts'
import type { Stage } from './stage.ts'

const POLL_MS = 500
const DEADLINE_MS = 60_000

/** Deletes the stacks with custom resources: their functions undo what they did, and still need what that takes. */
export async function deleteStacks({
  connection,
  templates,
}: Pick<Stage, 'connection' | 'templates'>): Promise<void> {
  const client = new CloudFormationClient(connection)
  for (const { stack, template } of templates) {
    if (hasCustomResource(template)) await deleteStack(client, stack)
  }
  client.destroy()
}

function hasCustomResource({ Resources }: StackTemplate): boolean {
  return Object.values(Resources).some(
    ({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource',
  )
}

async function deleteStack(client: CloudFormationClient, name: string): Promise<void> {
  // Once it is deleted, only its id names it.
  const { StackId } = await describe(client, name)
  await client.send(new DeleteStackCommand({ StackName: StackId }))
  const end = performance.now() + DEADLINE_MS
  for (;;) {
    const { StackStatus, StackStatusReason } = await describe(client, StackId ?? name)
    if (StackStatus === 'DELETE_COMPLETE') return
    if (StackStatus !== 'DELETE_IN_PROGRESS' || performance.now() > end) {
      throw new Error(`The stack ${name} is ${StackStatus}: ${StackStatusReason}`)
    }
    await sleep(POLL_MS)
  }
}

async function describe(client: CloudFormationClient, StackName: string) {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }))
  if (stack) return stack
  throw new Error(`There is no stack ${StackName}.`)
}

/**
 * What is denied during a deletion, without the last lines and segments of functions: they come when CloudFormation has
 * deleted the function's policy already, and are lost with its log group.
 */
export function deniedAtDeletion(denials: readonly Denial[]): Denial[] {
  return denials.filter(({ action }) => !/^(logs|xray):/.test(action))
}
