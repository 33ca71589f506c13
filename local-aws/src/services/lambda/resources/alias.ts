import type { ResourceType } from '../../../template/resource-type.ts'
import type { AliasProperties } from '../aliases.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `AWS::Lambda::Alias` */
export function aliasType(functions: FunctionRegistry): ResourceType {
  return {
    type: 'AWS::Lambda::Alias',
    simulated: ['Description', 'FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig'],
    inert: {
      ProvisionedConcurrencyConfig: 'keeps environments ready; here one starts when it is needed',
    },
    create: ({ properties }) => {
      const { aliases } = functions.versionsOf(String(properties.FunctionName))
      const { arn } = aliases.create(properties as AliasProperties)
      return { physicalId: arn, attributes: { AliasArn: arn } }
    },
  }
}
