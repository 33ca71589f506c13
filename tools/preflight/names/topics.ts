import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Target } from '../target.ts'
import { find, named, Unanswered } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const topics: NamedType = {
  type: 'AWS::SNS::Topic',
  property: 'TopicName',
  noun: 'topic',
  taken: async (target, names) => {
    if (target.accountId === undefined) throw new Unanswered("the account's id is unknown")
    const client = new SNSClient(target.settings)
    return present(names, name =>
      find(
        'sns:GetTopicAttributes',
        () => client.send(new GetTopicAttributesCommand({ TopicArn: arn(target, name) })),
        named('NotFoundException', 'NotFound'),
      ),
    )
  },
  nameOf: topicArn => topicArn.slice(topicArn.lastIndexOf(':') + 1),
  physicalId: arn,
  deletion: (target, name) =>
    `aws sns delete-topic --topic-arn ${arn(target, name)} --region ${target.region}`,
}

function arn({ partition, region, accountId }: Target, name: string): string {
  return `arn:${partition}:sns:${region}:${accountId}:${name}`
}
