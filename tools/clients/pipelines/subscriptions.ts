import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'

const AT_ONCE = 4

/** A topic's copies of its messages into a queue. */
export interface Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly queueArn: string
  /** Undefined where every message goes into the queue. */
  readonly filter: Readonly<Record<string, unknown>> | undefined
  /** The queue for what SNS could not deliver. */
  readonly undeliveredArn: string | undefined
}

/** The subscriptions of queues to the topics; those of an address or a function are left out. */
export async function subscriptions(
  connection: Connection,
  topicArns: readonly string[],
): Promise<Subscription[]> {
  const client = new SNSClient(connection)
  const found = await inParallel(topicArns, AT_ONCE, async topicArn => {
    const ofTopic: Subscription[] = []
    for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
      for (const { SubscriptionArn = '', Protocol, Endpoint = '' } of page.Subscriptions ?? []) {
        if (Protocol === 'sqs') ofTopic.push(await describe(client, topicArn, SubscriptionArn, Endpoint))
      }
    }
    return ofTopic
  })
  return found.flat()
}

async function describe(
  client: SNSClient,
  topicArn: string,
  arn: string,
  queueArn: string,
): Promise<Subscription> {
  const { Attributes = {} } = await client.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
  )
  const { FilterPolicy, RedrivePolicy } = Attributes
  return {
    arn,
    topicArn,
    queueArn,
    filter: FilterPolicy === undefined ? undefined : JSON.parse(FilterPolicy),
    undeliveredArn: RedrivePolicy === undefined ? undefined : JSON.parse(RedrivePolicy).deadLetterTargetArn,
  }
}
