import { structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { RoutingConfig } from '../aliases.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `AWS::Lambda::Alias` */
export function aliasType(functions: FunctionRegistry): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::Alias',
    properties: {
      Description: text,
      FunctionName: text.required,
      FunctionVersion: text,
      Name: text,
      RoutingConfig: structure<RoutingConfig>(),
    },
    inert: {
      ProvisionedConcurrencyConfig: 'keeps environments ready; here, environments start on demand',
    },
    create: ({ properties }) => {
      const { aliases } = functions.versionsOf(properties.FunctionName)
      const { arn } = aliases.create(properties)
      return { physicalId: arn, attributes: { AliasArn: arn } }
    },
    delete: ({ properties: { FunctionName, Name = '' } }) =>
      functions.versionsOf(FunctionName).deleteAlias(Name),
  })
}
