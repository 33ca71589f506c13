import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const streams: NamedType = {
  type: 'AWS::Kinesis::Stream',
  property: 'Name',
  noun: 'stream',
  taken: ({ settings }, names) => {
    // The SDK's default handler for Kinesis uses HTTP/2, which some emulators do not support.
    const client = new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() })
    return present(names, StreamName =>
      find(
        'kinesis:DescribeStreamSummary',
        () => client.send(new DescribeStreamSummaryCommand({ StreamName })),
        named('ResourceNotFoundException'),
      ),
    )
  },
  deletion: ({ region }, name) => `aws kinesis delete-stream --stream-name ${name} --region ${region}`,
}
