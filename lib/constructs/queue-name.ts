import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** "A queue name can have up to 80 characters" (SQS, Message quotas). */
const MAXIMUM_LENGTH = 80

/**
 * The name of a queue or topic: `<stack>-<construct>`, with the suffix that FIFO demands.
 *
 * They are named, where CloudFormation names everything else, because a policy must hold their ARN without referring
 * to them: a dead-letter queue that allows its source alone, and a key that allows its topics alone, would otherwise
 * be a circle. None of their settings but the type replaces them, and another type is another name.
 */
export function queueName(construct: Construct, fifo: boolean): string {
  const stack = Stack.of(construct)
  const below = construct.node.path.slice(stack.node.path.length + 1).split('/')
  const name = `${[stack.stackName, ...below].join('-')}${fifo ? '.fifo' : ''}`
  if (name.length > MAXIMUM_LENGTH) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${MAXIMUM_LENGTH} in all.`,
    )
  }
  return name
}

/** An ARN in the construct's account and region that does not refer to the resource it names. */
export function namedArn(construct: Construct, service: 'sns' | 'sqs', name: string): string {
  return Stack.of(construct).formatArn({ service, resource: name })
}
