import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation'
import type { Connection } from './connection.ts'

/** Returns the value of a stack's output by its key; throws and names the existing keys if there is none. */
export interface StackOutputs {
  (key: string): string
  /** Whether the stack has the output: some depend on the stage's settings. */
  has(key: string): boolean
}

/** @param stackName such as `Messaging-dev-Shop` */
export async function stackOutputs(connection: Connection, stackName: string): Promise<StackOutputs> {
  const client = new CloudFormationClient(connection)
  for await (const page of paginateDescribeStacks({ client }, { StackName: stackName })) {
    const outputs = new Map(
      page.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    )
    const output = (key: string) => {
      const value = outputs.get(key)
      if (value) return value
      throw new Error(
        `The stack ${stackName} has no output ${key}; it has ${[...outputs.keys()].join(', ')}.`,
      )
    }
    return Object.assign(output, { has: (key: string) => outputs.has(key) })
  }
  throw new Error(`There is no stack ${stackName}.`)
}
