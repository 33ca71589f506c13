import { Stack } from 'aws-cdk-lib'
import { CfnTopic } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { pathName } from './path-name.ts'
import { refuse } from './refusal.ts'

/** "A queue name can have up to 80 characters: alphanumeric characters, hyphens, and underscores" (SQS, Message quotas); topics likewise, up to 256. */
const MAXIMUM_LENGTH = 80
const REFUSED = /[^A-Za-z0-9_-]/

/**
 * The name of a queue or topic: `<stack>-<construct>`, with the suffix that FIFO demands.
 *
 * They are named, where CloudFormation names everything else, because a policy must hold their ARN without referring
 * to them: a dead-letter queue that allows its source alone, and a key that allows its topics alone, would otherwise
 * be a circle. None of their settings but the type replaces them, and another type is another name.
 */
export function queueName(construct: Construct, fifo: boolean, service: 'sns' | 'sqs' = 'sqs'): string {
  const bare = pathName(construct)
  const name = `${bare}${fifo ? '.fifo' : ''}`
  const [refused] = bare.match(REFUSED) ?? []
  if (refused !== undefined) {
    refuse(
      construct,
      `Its name ${name} holds ${JSON.stringify(refused)}: SQS and SNS take a to z, A to Z, 0 to 9, - and _.`,
      'Rename the id that holds it.',
    )
  }
  if (name.length > MAXIMUM_LENGTH) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${MAXIMUM_LENGTH} in all.`,
    )
  }
  refuseTaken(construct, name, service)
  return name
}

/** `A/B-C` and `A-B/C` are two constructs and one name, which AWS would give to the first only. */
function refuseTaken(construct: Construct, name: string, service: 'sns' | 'sqs'): void {
  const other = Stack.of(construct)
    .node.findAll()
    .find(each => (service === 'sns' ? isTopic(each, name) : isQueue(each, name)))
  if (other === undefined) return
  refuse(construct, `Its name ${name} is taken by ${other.node.path}.`, 'Rename one of the ids.')
}

function isTopic(construct: unknown, name: string): boolean {
  return construct instanceof CfnTopic && construct.topicName === name
}

function isQueue(construct: unknown, name: string): boolean {
  return construct instanceof CfnQueue && construct.queueName === name
}

/** An ARN in the construct's account and region that does not refer to the resource it names. */
export function namedArn(construct: Construct, service: 'sns' | 'sqs', name: string): string {
  return Stack.of(construct).formatArn({ service, resource: name })
}
