import { flag, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { FunctionRegistry } from '../functions.ts'

const MAX_NAME_CHARACTERS = 100

/**
 * `AWS::Lambda::Permission`: a statement in the policy of the function, or of the given version or alias. It applies to
 * SNS, S3, API Gateway, and function URLs without authentication.
 */
export function permissionType(functions: FunctionRegistry): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: text,
      EventSourceToken: text,
      FunctionName: text.required,
      FunctionUrlAuthType: text,
      InvokedViaFunctionUrl: flag,
      Principal: text,
      PrincipalOrgID: text,
      SourceAccount: text,
      SourceArn: text,
    },
    inert: {},
    create: ({ properties, physicalName }) => {
      const { FunctionName, ...permission } = properties
      const id = physicalName(MAX_NAME_CHARACTERS)
      functions.policyOf(FunctionName).add(id, permission)
      return { physicalId: id, attributes: { Id: id } }
    },
    delete: ({ physicalId, properties: { FunctionName } }) =>
      functions.policyOf(FunctionName).remove(physicalId),
  })
}
