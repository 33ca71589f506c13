import type { ResourceType } from '../../../template/resource-type.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { type EventInvokeProperties, eventInvokeConfig } from '../event-invoke-config.ts'
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
      const { name } = functions.get(String(properties.FunctionName)).configuration
      asynchronous.configure(name, eventInvokeConfig(properties as EventInvokeProperties))
      return { physicalId: `${name}-$LATEST`, attributes: {} }
    },
  }
}
