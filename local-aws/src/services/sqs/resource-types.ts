import type { CreatedResource, Resource, ResourceType } from '../../template/resource-type.ts'
import { invalidParameter } from './errors.ts'
import type { QueueDirectory } from './queue-directory.ts'
import { type AttributeMap, SETTABLE } from './queue-settings.ts'

const LONGEST_NAME = 80
const FIFO_SUFFIX = '.fifo'

/** `AWS::SQS::Queue` and `AWS::SQS::QueuePolicy`. */
export function sqsResourceTypes(queues: QueueDirectory): readonly ResourceType[] {
  return [queueType(queues), queuePolicyType(queues)]
}

function queueType(queues: QueueDirectory): ResourceType {
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

/** "The queue policy … is applied to each queue in Queues." */
function queuePolicyType(queues: QueueDirectory): ResourceType {
  return {
    type: 'AWS::SQS::QueuePolicy',
    simulated: ['PolicyDocument', 'Queues'],
    inert: {},
    create(resource: Resource): CreatedResource {
      const { PolicyDocument, Queues } = resource.properties
      if (!Array.isArray(Queues))
        throw invalidParameter(`Queues must be a list of queue URLs, not ${Queues}.`)
      for (const url of Queues)
        queues.configure(queues.byUrl(String(url)), { Policy: textOf(PolicyDocument) })
      const physicalId = resource.physicalName(LONGEST_NAME)
      return { physicalId, attributes: { Id: physicalId } }
    },
  }
}

/** A FIFO queue without a name gets one with the suffix. */
function nameOf(resource: Resource, fifo: boolean): string {
  const { QueueName } = resource.properties
  if (QueueName !== undefined) return String(QueueName)
  if (!fifo) return resource.physicalName(LONGEST_NAME)
  return resource.physicalName(LONGEST_NAME - FIFO_SUFFIX.length) + FIFO_SUFFIX
}

/** The template's typed properties as the API's text; `FifoQueue: false` says no more than its absence. */
function attributesOf(properties: Resource['properties']): AttributeMap {
  const attributes: AttributeMap = {}
  for (const name of SETTABLE) {
    if (properties[name] !== undefined) attributes[name] = textOf(properties[name])
  }
  if (attributes.FifoQueue === 'false') delete attributes.FifoQueue
  return attributes
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function tagsOf({ Tags = [] }: Resource['properties']): Record<string, string> {
  if (!Array.isArray(Tags)) throw invalidParameter(`Tags must be a list of keys and values, not ${Tags}.`)
  return Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]))
}
