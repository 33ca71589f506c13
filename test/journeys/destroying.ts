import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import type { Clock } from '@messaging-on-aws/local-aws'
import { eventually, type Messaging } from './messaging.ts'

/** How the deletion of a stack ended. */
export interface Destroyed {
  stack: string
  status: string | undefined
  /** The resources that could not be deleted, with the reasons. */
  failures: [logicalId: string | undefined, reason: string | undefined][]
}

/** Deletes stacks as `cdk destroy` does: by their ARN, and looking until they are gone, or stay. */
export class Destroying {
  readonly #client: CloudFormationClient

  constructor({ connection }: Messaging<Clock>) {
    this.#client = new CloudFormationClient(connection)
  }

  close(): void {
    this.#client.destroy()
  }

  /** All stacks, those that were deployed last first. */
  async all(): Promise<Destroyed[]> {
    const { Stacks = [] } = await this.#client.send(new DescribeStacksCommand())
    const destroyed: Destroyed[] = []
    for (const { StackName = '' } of Stacks) destroyed.push(await this.one(StackName))
    return destroyed
  }

  async one(name: string): Promise<Destroyed> {
    const { StackId = '' } = await this.#describe(name)
    await this.#client.send(new DeleteStackCommand({ StackName: StackId }))
    const { StackStatus: status } = await eventually(async () => {
      const stack = await this.#describe(StackId)
      return stack.StackStatus === 'DELETE_IN_PROGRESS' ? undefined : stack
    })
    const { StackEvents = [] } = await this.#client.send(
      new DescribeStackEventsCommand({ StackName: StackId }),
    )
    return { stack: name, status, failures: failuresOf(StackEvents) }
  }

  async #describe(name: string): Promise<Stack> {
    const { Stacks = [] } = await this.#client.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks[0] as Stack
  }
}

/** Of the stack's last deletion. */
function failuresOf(events: readonly StackEvent[]): Destroyed['failures'] {
  const begin = events.findIndex(
    ({ ResourceStatus, PhysicalResourceId, StackId }) =>
      ResourceStatus === 'DELETE_IN_PROGRESS' && PhysicalResourceId === StackId,
  )
  return events
    .slice(0, begin)
    .filter(
      ({ ResourceStatus, PhysicalResourceId, StackId }) =>
        ResourceStatus === 'DELETE_FAILED' && PhysicalResourceId !== StackId,
    )
    .map(({ LogicalResourceId, ResourceStatusReason }) => [LogicalResourceId, ResourceStatusReason])
}
