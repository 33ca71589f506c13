import type { ResourceType } from '../../../template/resource-type.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { type EventInvokeProperties, eventInvokeConfig } from '../event-invoke-config.ts'
import { LATEST } from '../function-name.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `AWS::Lambda::EventInvokeConfig` */
export function eventInvokeConfigType(
  functions: FunctionRegistry,
  asynchronous: AsynchronousInvocations,
): ResourceType {
  return {
    type: 'AWS::Lambda::EventInvokeConfig',
    simulated: [
      ...['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'],
      'DestinationConfig',
    ],
    inert: {},
    create: ({ properties }) => {
      const { Qualifier = LATEST } = properties as EventInvokeProperties
      const { target, invokedArn } = functions.resolve(String(properties.FunctionName), Qualifier)
      asynchronous.configure(invokedArn, eventInvokeConfig(properties as EventInvokeProperties))
      return { physicalId: `${target.configuration.name}-${Qualifier}`, attributes: {} }
    },
  }
}
