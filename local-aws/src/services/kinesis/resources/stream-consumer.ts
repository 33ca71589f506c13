import { tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Consumers } from '../consumers.ts'
import { seconds } from '../stream-description.ts'

/** `AWS::Kinesis::StreamConsumer`: `Ref` is its ARN. */
export function streamConsumerType(consumers: Consumers): ResourceType {
  return resourceType({
    type: 'AWS::Kinesis::StreamConsumer',
    properties: { ConsumerName: text.required, StreamARN: text.required, Tags: tags },
    inert: {},
    create({ properties: { ConsumerName, StreamARN, Tags = [] } }) {
      const tagged = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))
      const consumer = consumers.register(StreamARN, ConsumerName, tagged)
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
    delete: ({ physicalId }) => consumers.remove(consumers.byArn(physicalId)),
  })
}
