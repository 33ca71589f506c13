import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { invalidParameter } from '../errors.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { attributeText } from './attribute-text.ts'

const MAX_NAME_CHARACTERS = 80

/** `AWS::SQS::QueuePolicy`: "The queue policy … is applied to each queue in Queues." */
export function queuePolicyType(queues: QueueDirectory): ResourceType {
  return {
    type: 'AWS::SQS::QueuePolicy',
    simulated: ['PolicyDocument', 'Queues'],
    inert: {},
    create(resource: Resource): CreatedResource {
      const { PolicyDocument, Queues } = resource.properties
      if (!Array.isArray(Queues))
        throw invalidParameter(`Queues must be a list of queue URLs, not ${Queues}.`)
      for (const url of Queues)
        queues.configure(queues.byUrl(String(url)), { Policy: attributeText(PolicyDocument) })
      const physicalId = resource.physicalName(MAX_NAME_CHARACTERS)
      return { physicalId, attributes: { Id: physicalId } }
    },
  }
}
