import { Stack } from 'aws-cdk-lib'
import { CfnTopic } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { type NameRules, pathName } from './path-name.ts'

/**
 * "A queue name can have up to 80 characters: alphanumeric characters, hyphens, and underscores" (SQS, Message quotas);
 * topics likewise, up to 256.
 */
const RULES: NameRules = { takes: 'SQS and SNS take', dots: false, maximumLength: 80 }

/**
 * The name of a queue or topic: `<stack>-<construct>`, with the suffix that FIFO requires.
 *
 * They have names, where CloudFormation names other resources, because policies need their ARN without referring to
 * them: a dead-letter queue that allows only its source, and a key that allows only its topics, would otherwise be
 * circular. Of their settings, only a change of the type replaces them, and it also changes the name.
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
