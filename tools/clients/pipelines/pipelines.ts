import type { Connection } from '../connection.ts'
import { bucketNotifications, type Notification } from './bucket-notifications.ts'
import { eventSources, type Source } from './event-sources.ts'
import { type DeployedFunction, deployedFunctions } from './functions.ts'
import { type Queue, queues } from './queues.ts'
import { type StageResources, stageResources } from './stage-resources.ts'
import { type Subscription, subscriptions } from './subscriptions.ts'

/**
 * How the stage's functions, queues, topics, streams and buckets are wired: as they are deployed, and with what
 * somebody has changed by hand since.
 */
export interface Pipelines {
  readonly stage: string
  readonly functions: readonly DeployedFunction[]
  readonly queues: readonly Queue[]
  /** From queues and streams to functions. */
  readonly sources: readonly Source[]
  readonly topicArns: readonly string[]
  /** From topics to queues. */
  readonly subscriptions: readonly Subscription[]
  /** From buckets to queues. */
  readonly notifications: readonly Notification[]
}

/**
 * Reads the wiring of a stage.
 *
 * @throws MissingStageError where the stage has no stacks here
 */
export async function readPipelines(connection: Connection, stage: string): Promise<Pipelines> {
  return wiringOf(connection, stage, await stageResources(connection, stage))
}

/** As {@link readPipelines}, for who needs other resources of the stage, too. */
export async function wiringOf(
  connection: Connection,
  stage: string,
  resources: StageResources,
): Promise<Pipelines> {
  const topicArns = resources.of('AWS::SNS::Topic')
  const [functions, subscribed, sources, notifications] = await Promise.all([
    deployedFunctions(connection, resources.of('AWS::Lambda::Function')),
    subscriptions(connection, topicArns),
    eventSources(connection, resources.of('AWS::Lambda::Function')),
    bucketNotifications(connection, resources.of('AWS::S3::Bucket')),
  ])
  return {
    stage,
    functions,
    queues: await queues(connection, resources, subscribed),
    sources,
    topicArns,
    subscriptions: subscribed,
    notifications,
  }
}
