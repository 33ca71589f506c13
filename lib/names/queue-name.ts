import { Stack } from 'aws-cdk-lib'
import { CfnTopic } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { type NameRules, pathName } from './path-name.ts'

/** "A queue name can have up to 80 characters: alphanumeric characters, hyphens, and underscores" (SQS, Message quotas); topics likewise, up to 256. */
const RULES: NameRules = { takes: 'SQS and SNS take', dots: false, maximumLength: 80 }

/**
 * The name of a queue or topic: `<stack>-<construct>`, with the suffix that FIFO demands.
 *
 * They are named, where CloudFormation names everything else, because a policy must hold their ARN without referring
 * to them: a dead-letter queue that allows its source alone, and a key that allows its topics alone, would otherwise
 * be a circle. None of their settings but the type replaces them, and another type is another name.
 */
export function queueName(construct: Construct, fifo: boolean, service: 'sns' | 'sqs' = 'sqs'): string {
  return pathName(construct, { ...RULES, suffix: fifo ? '.fifo' : '' }, service === 'sns' ? isTopic : isQueue)
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
