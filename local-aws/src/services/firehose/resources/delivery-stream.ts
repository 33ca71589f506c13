import { checkInput } from '../../../api/model/check-input.ts'
import { structure, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { shapedValue } from '../../../template/shaped-value.ts'
import type { CreateInput, DeliveryStreams } from '../delivery-streams.ts'
import { INPUTS } from '../input-model.ts'

const OPERATION = 'CreateDeliveryStream'

/** `AWS::KinesisFirehose::DeliveryStream`: `Ref` is its name. It is ACTIVE when it is created. */
export function deliveryStreamType(streams: DeliveryStreams): ResourceType {
  return resourceType({
    type: 'AWS::KinesisFirehose::DeliveryStream',
    properties: {
      DeliveryStreamEncryptionConfigurationInput: structure(),
      DeliveryStreamName: text,
      DeliveryStreamType: text,
      DirectPutSourceConfiguration: structure(),
      ExtendedS3DestinationConfiguration: structure(),
      KinesisStreamSourceConfiguration: structure(),
      S3DestinationConfiguration: structure(),
      Tags: tags,
    },
    inert: {},
    create({ properties, physicalName }) {
      const { DeliveryStreamName = physicalName(64), ...rest } = properties
      const input = { DeliveryStreamName, ...rest }
      const shape = INPUTS.input(OPERATION)
      const typed = shapedValue(input, shape) as CreateInput
      checkInput(OPERATION, typed, shape)
      const stream = streams.make(typed)
      stream.status = 'ACTIVE'
      return { physicalId: stream.name, attributes: { Arn: stream.arn } }
    },
    delete: ({ physicalId }) => streams.remove(streams.byName(physicalId)),
  })
}
