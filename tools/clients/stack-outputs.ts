import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation'
import type { Connection } from './connection.ts'

/** Returns the value of a stack's output by its key; throws and names the existing keys if there is none. */
export type StackOutputs = (key: string) => string

/** @param stackName such as `Messaging-dev-Shop` */
export async function stackOutputs(connection: Connection, stackName: string): Promise<StackOutputs> {
  const client = new CloudFormationClient(connection)
  for await (const page of paginateDescribeStacks({ client }, { StackName: stackName })) {
    const outputs = new Map(
      page.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    )
    return key => {
      const value = outputs.get(key)
      if (value) return value
      throw new Error(
        `The stack ${stackName} has no output ${key}; it has ${[...outputs.keys()].join(', ')}.`,
      )
    }
  }
  throw new Error(`There is no stack ${stackName}.`)
}
