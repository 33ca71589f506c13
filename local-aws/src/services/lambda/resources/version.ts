import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { conflict } from '../errors.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `AWS::Lambda::Version`: the function's configuration and code in the template. */
export function versionType(functions: FunctionRegistry): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::Version',
    properties: { Description: text, FunctionName: text.required },
    inert: {
      CodeSha256: 'compares the code with that of the template, which is always the code here',
      ProvisionedConcurrencyConfig: 'keeps environments ready; here, environments start on demand',
      RuntimePolicy: 'all runtimes are the Node.js that runs the local AWS',
    },
    create: ({ properties }) => {
      const versions = functions.versionsOf(properties.FunctionName)
      const { unchanged } = versions
      if (unchanged) {
        throw conflict(
          `A version for this Lambda function exists ( ${unchanged.configuration.version} ). Modify the function to create a new version.`,
        )
      }
      const { configuration } = versions.publish(properties.Description)
      const { arn, version } = configuration
      const FunctionArn = `${arn}:${version}`
      return { physicalId: FunctionArn, attributes: { Version: version, FunctionArn } }
    },
    delete: ({ properties, attributes }) =>
      functions.versionsOf(properties.FunctionName).delete(String(attributes.Version)),
  })
}
