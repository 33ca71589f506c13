import { NotSimulatedError, type ResourceType } from '../../../template/resource-type.ts'
import type { FunctionUrlProperties, FunctionUrls } from '../function-urls.ts'

/** `AWS::Lambda::Url` */
export function urlType(urls: FunctionUrls): ResourceType {
  return {
    type: 'AWS::Lambda::Url',
    simulated: ['AuthType', 'Cors', 'InvokeMode', 'Qualifier', 'TargetFunctionArn'],
    inert: {},
    create: ({ stackName, logicalId, properties }) => {
      const { TargetFunctionArn, Qualifier, InvokeMode } = properties
      if (InvokeMode === 'RESPONSE_STREAM') {
        throw new NotSimulatedError(
          stackName,
          logicalId,
          'the value "RESPONSE_STREAM" of the property "InvokeMode" of AWS::Lambda::Url: let it be BUFFERED',
        )
      }
      const given = properties as FunctionUrlProperties
      const { functionArn, url } = urls.create(
        String(TargetFunctionArn),
        Qualifier as string | undefined,
        given,
      )
      return { physicalId: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl: url } }
    },
  }
}
