import { document, text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Roles } from '../roles.ts'

const MAX_NAME_CHARACTERS = 128

/** `AWS::IAM::Policy`, inline in its roles. */
export function policyType(roles: Roles): ResourceType {
  return resourceType({
    type: 'AWS::IAM::Policy',
    properties: {
      PolicyDocument: document<PolicyDocument>().required,
      PolicyName: text.required,
      Roles: texts,
    },
    inert: {},
    create: resource => {
      const { PolicyName, PolicyDocument, Roles = [] } = resource.properties
      for (const role of Roles) roles.putInlinePolicy(role, PolicyName, PolicyDocument)
      return { physicalId: resource.physicalName(MAX_NAME_CHARACTERS), attributes: {} }
    },
    delete: ({ properties: { PolicyName, Roles = [] } }) => {
      for (const { name, inlinePolicies } of roles.list()) {
        if (Roles.includes(name) && inlinePolicies.has(PolicyName)) roles.deleteInlinePolicy(name, PolicyName)
      }
    },
  })
}
