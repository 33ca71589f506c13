import type { ResourceType } from '../../../template/resource-type.ts'
import type { FunctionRegistry } from '../functions.ts'

const NO_POLICIES = 'policies are not evaluated'

/** `AWS::Lambda::Permission`: the function must exist, the permission itself allows what is allowed anyway. */
export function permissionType(functions: FunctionRegistry): ResourceType {
  return {
    type: 'AWS::Lambda::Permission',
    simulated: ['FunctionName'],
    inert: {
      Action: NO_POLICIES,
      EventSourceToken: NO_POLICIES,
      FunctionUrlAuthType: NO_POLICIES,
      InvokedViaFunctionUrl: NO_POLICIES,
      Principal: NO_POLICIES,
      PrincipalOrgID: NO_POLICIES,
      SourceAccount: NO_POLICIES,
      SourceArn: NO_POLICIES,
    },
    create: resource => {
      functions.get(String(resource.properties.FunctionName))
      return { physicalId: resource.physicalName(MAX_NAME_CHARACTERS), attributes: {} }
    },
  }
}

const MAX_NAME_CHARACTERS = 100
