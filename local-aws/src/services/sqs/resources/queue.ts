import { attribute, each, flag, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { SETTABLE } from '../queue-settings.ts'

const MAX_NAME_CHARACTERS = 80
const FIFO_SUFFIX = '.fifo'

/** `AWS::SQS::Queue`: `Ref` is its URL. */
export function queueType(queues: QueueDirectory): ResourceType {
  return resourceType({
    type: 'AWS::SQS::Queue',
    properties: {
      FifoQueue: flag,
      QueueName: text,
      Tags: tags,
      ...each(
        SETTABLE.filter(name => name !== 'Policy' && name !== 'FifoQueue'),
        attribute,
      ),
    },
    inert: {},
    create({ properties, physicalName }) {
      const { FifoQueue: fifo = false, QueueName, Tags = [], ...attributes } = properties
      const queue = queues.create(
        QueueName ?? nameOf(fifo, physicalName),
        // `FifoQueue: false` means the same as its absence.
        { ...attributes, ...(fifo && { FifoQueue: 'true' }) },
        Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
      )
      return {
        physicalId: queue.url,
        attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url },
      }
    },
    delete: ({ physicalId }) => queues.delete(queues.byUrl(physicalId)),
  })
}

/** A FIFO queue without a name gets a generated name with the suffix. */
function nameOf(fifo: boolean, physicalName: (maxLength: number) => string): string {
  if (!fifo) return physicalName(MAX_NAME_CHARACTERS)
  return physicalName(MAX_NAME_CHARACTERS - FIFO_SUFFIX.length) + FIFO_SUFFIX
}
