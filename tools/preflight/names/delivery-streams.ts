import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const deliveryStreams: NamedType = {
  type: 'AWS::KinesisFirehose::DeliveryStream',
  property: 'DeliveryStreamName',
  noun: 'delivery stream',
  taken: ({ settings }, names) => {
    const client = new FirehoseClient(settings)
    return present(names, DeliveryStreamName =>
      find(
        'firehose:DescribeDeliveryStream',
        () => client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })),
        named('ResourceNotFoundException'),
      ),
    )
  },
  deletion: ({ region }, name) =>
    `aws firehose delete-delivery-stream --delivery-stream-name ${name} --region ${region}`,
}
