import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { invalidParameter } from '../errors.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { type AttributeMap, SETTABLE } from '../queue-settings.ts'
import { attributeText } from './attribute-text.ts'

const MAX_NAME_CHARACTERS = 80
const FIFO_SUFFIX = '.fifo'

/** `AWS::SQS::Queue`: `Ref` is its URL. */
export function queueType(queues: QueueDirectory): ResourceType {
  return {
    type: 'AWS::SQS::Queue',
    simulated: ['QueueName', 'Tags', ...SETTABLE.filter(name => name !== 'Policy')],
    inert: {},
    create(resource: Resource): CreatedResource {
      const { properties } = resource
      const attributes = attributesOf(properties)
      const queue = queues.create(
        nameOf(resource, attributes.FifoQueue === 'true'),
        attributes,
        tagsOf(properties),
      )
      return {
        physicalId: queue.url,
        attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url },
      }
    },
  }
}

/** A FIFO queue without a name gets one with the suffix. */
function nameOf(resource: Resource, fifo: boolean): string {
  const { QueueName } = resource.properties
  if (QueueName !== undefined) return String(QueueName)
  if (!fifo) return resource.physicalName(MAX_NAME_CHARACTERS)
  return resource.physicalName(MAX_NAME_CHARACTERS - FIFO_SUFFIX.length) + FIFO_SUFFIX
}

/** The template's typed properties as the API's text; `FifoQueue: false` says no more than its absence. */
function attributesOf(properties: Resource['properties']): AttributeMap {
  const attributes: AttributeMap = {}
  for (const name of SETTABLE) {
    if (properties[name] !== undefined) attributes[name] = attributeText(properties[name])
  }
  if (attributes.FifoQueue === 'false') delete attributes.FifoQueue
  return attributes
}

function tagsOf({ Tags = [] }: Resource['properties']): Record<string, string> {
  if (!Array.isArray(Tags)) throw invalidParameter(`Tags must be a list of keys and values, not ${Tags}.`)
  return Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]))
}
