import { number, structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { type DestinationConfig, eventInvokeConfig } from '../event-invoke-config.ts'
import { LATEST } from '../function-name.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `AWS::Lambda::EventInvokeConfig` */
export function eventInvokeConfigType(
  functions: FunctionRegistry,
  asynchronous: AsynchronousInvocations,
): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: {
      DestinationConfig: structure<DestinationConfig>(),
      FunctionName: text.required,
      MaximumEventAgeInSeconds: number,
      MaximumRetryAttempts: number,
      Qualifier: text,
    },
    inert: {},
    create: ({ properties }) => {
      const { FunctionName, Qualifier = LATEST } = properties
      const { target, invokedArn } = functions.resolve(FunctionName, Qualifier)
      asynchronous.configure(invokedArn, eventInvokeConfig(properties))
      return { physicalId: `${target.configuration.name}-${Qualifier}`, attributes: {} }
    },
    delete: ({ properties: { FunctionName, Qualifier = LATEST } }) => {
      asynchronous.unconfigure(functions.resolve(FunctionName, Qualifier).invokedArn)
    },
  })
}
