import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const queues: NamedType = {
  type: 'AWS::SQS::Queue',
  property: 'QueueName',
  noun: 'queue',
  taken: ({ settings }, names) => {
    const client = new SQSClient(settings)
    return present(names, QueueName =>
      find(
        'sqs:GetQueueUrl',
        () => client.send(new GetQueueUrlCommand({ QueueName })),
        named('QueueDoesNotExist'),
      ),
    )
  },
  nameOf: url => url.slice(url.lastIndexOf('/') + 1),
  physicalId: ({ region, accountId }, name) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
  deletion: ({ region }, name) =>
    `aws sqs delete-queue --region ${region} --queue-url "$(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text --region ${region})"`,
}
