import { checkInput } from '../../../api/check-input.ts'
import type { Shape, Structure } from '../../../api/input-shape.ts'
import { structure, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
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
      const shape = INPUTS[OPERATION] as Structure
      const typed = withTypes(input, shape) as CreateInput
      checkInput(OPERATION, typed, shape)
      const stream = streams.make(typed)
      stream.status = 'ACTIVE'
      return { physicalId: stream.name, attributes: { Arn: stream.arn } }
    },
  })
}

/** Scalars in the types of the API: templates may have numbers and booleans as text, and text as numbers. */
function withTypes(value: unknown, shape: Shape | undefined): unknown {
  switch (shape?.type) {
    case 'structure':
      return isObject(value)
        ? mapValues(value, (member, name) => withTypes(member, shape.members[name]))
        : value
    case 'list':
      return Array.isArray(value) ? value.map(member => withTypes(member, shape.member)) : value
    case 'integer':
      return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    default:
      return value
  }
}

function mapValues(
  members: Readonly<Record<string, unknown>>,
  change: (member: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member, name)]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
