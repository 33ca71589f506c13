import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import type { Consumers } from '../consumers.ts'
import { seconds } from '../stream-description.ts'

interface StreamConsumerProperties {
  ConsumerName: string
  StreamARN: string
  Tags?: readonly { Key: string; Value: string }[]
}

/** `AWS::Kinesis::StreamConsumer`: `Ref` is its ARN. */
export function streamConsumerType(consumers: Consumers): ResourceType {
  return {
    type: 'AWS::Kinesis::StreamConsumer',
    simulated: ['ConsumerName', 'StreamARN', 'Tags'],
    inert: {},
    create({ properties }: Resource): CreatedResource {
      const { ConsumerName, StreamARN, Tags = [] } = properties as unknown as StreamConsumerProperties
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))
      const consumer = consumers.register(StreamARN, ConsumerName, tags)
      consumer.activate()
      return {
        physicalId: consumer.arn,
        attributes: {
          ConsumerARN: consumer.arn,
          ConsumerCreationTimestamp: String(seconds(consumer.createdAt)),
          ConsumerName: consumer.name,
          ConsumerStatus: consumer.status,
          StreamARN: consumer.streamArn,
        },
      }
    },
  }
}
