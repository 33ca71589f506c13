import { structure, text } from '../../../template/property-types.ts'
import { NotSimulatedError, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { CorsProperties } from '../function-url-cors.ts'
import type { FunctionUrls } from '../function-urls.ts'

/** `AWS::Lambda::Url` */
export function urlType(urls: FunctionUrls): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::Url',
    properties: {
      AuthType: text,
      Cors: structure<CorsProperties>(),
      InvokeMode: text,
      Qualifier: text,
      TargetFunctionArn: text.required,
    },
    inert: {},
    create: ({ stackName, logicalId, properties }) => {
      const { TargetFunctionArn, Qualifier, InvokeMode } = properties
      if (InvokeMode === 'RESPONSE_STREAM') {
        throw new NotSimulatedError(
          stackName,
          logicalId,
          'the value "RESPONSE_STREAM" of the property "InvokeMode" of AWS::Lambda::Url: use BUFFERED',
        )
      }
      const { functionArn, url } = urls.create(TargetFunctionArn, Qualifier, properties)
      return { physicalId: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl: url } }
    },
    delete: ({ properties: { TargetFunctionArn, Qualifier } }) =>
      urls.delete(TargetFunctionArn, Qualifier ?? null),
  })
}
