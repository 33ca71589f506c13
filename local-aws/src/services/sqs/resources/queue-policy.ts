import { attribute, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { QueueDirectory } from '../queue-directory.ts'

const MAX_NAME_CHARACTERS = 80

/** `AWS::SQS::QueuePolicy`: "The queue policy … is applied to each queue in Queues." */
export function queuePolicyType(queues: QueueDirectory): ResourceType {
  return resourceType({
    type: 'AWS::SQS::QueuePolicy',
    properties: { PolicyDocument: attribute.required, Queues: texts.required },
    inert: {},
    create({ properties: { PolicyDocument: Policy, Queues }, physicalName }) {
      for (const url of Queues) queues.configure(queues.byUrl(url), { Policy })
      const physicalId = physicalName(MAX_NAME_CHARACTERS)
      return { physicalId, attributes: { Id: physicalId } }
    },
    delete({ properties }) {
      for (const url of properties.Queues) queues.configure(queues.byUrl(url), { Policy: '' })
    },
  })
}
