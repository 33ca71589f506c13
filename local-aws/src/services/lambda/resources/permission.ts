import type { ResourceType } from '../../../template/resource-type.ts'
import type { Permission } from '../function-policy.ts'
import type { FunctionRegistry } from '../functions.ts'

const MAX_NAME_CHARACTERS = 100

/**
 * `AWS::Lambda::Permission`: a statement of the function's policy, or of that of the version or alias that is named.
 * It decides for the services that invoke asynchronously, SNS and S3; API Gateway may invoke without it.
 */
export function permissionType(functions: FunctionRegistry): ResourceType {
  return {
    type: 'AWS::Lambda::Permission',
    simulated: [
      ...['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount'],
      ...['EventSourceToken', 'PrincipalOrgID', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl'],
    ],
    inert: {},
    create: ({ properties, physicalName }) => {
      const { FunctionName, ...permission } = properties as Permission & { FunctionName?: unknown }
      const id = physicalName(MAX_NAME_CHARACTERS)
      functions.policyOf(String(FunctionName)).add(id, permission)
      return { physicalId: id, attributes: { Id: id } }
    },
  }
}
