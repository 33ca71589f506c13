import type { RestRequest, RestRoute } from '../../../api/rest-json-protocol.ts'
import { AwsError } from '../../../aws-error.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import {
  type EventInvokeConfig,
  type EventInvokeProperties,
  eventInvokeConfig,
} from '../event-invoke-config.ts'
import type { FunctionRegistry } from '../functions.ts'
import type { LambdaFunction } from '../lambda-function.ts'

/** `PutFunctionEventInvokeConfig`, `GetFunctionEventInvokeConfig`, `DeleteFunctionEventInvokeConfig`. */
export function eventInvokeConfigRoutes(
  functions: FunctionRegistry,
  asynchronous: AsynchronousInvocations,
): RestRoute[] {
  const named = (request: RestRequest) => functions.get(request.path.FunctionName ?? '')
  const path = '/2019-09-25/functions/{FunctionName}/event-invoke-config'

  return [
    {
      operation: 'PutFunctionEventInvokeConfig',
      method: 'PUT',
      path,
      action: request => {
        const configured = named(request)
        const config = eventInvokeConfig(request.json() as EventInvokeProperties)
        asynchronous.configure(configured.configuration.name, config)
        return { body: describe(configured, config) }
      },
    },
    {
      operation: 'GetFunctionEventInvokeConfig',
      method: 'GET',
      path,
      action: request => {
        const asked = named(request)
        const config = asynchronous.configOf(asked.configuration.name)
        if (!config) throw noConfig(asked)
        return { body: describe(asked, config) }
      },
    },
    {
      operation: 'DeleteFunctionEventInvokeConfig',
      method: 'DELETE',
      path,
      action: request => {
        const asked = named(request)
        if (!asynchronous.unconfigure(asked.configuration.name)) throw noConfig(asked)
        return { status: 204, body: '' }
      },
    },
  ]
}

function describe({ configuration }: LambdaFunction, config: EventInvokeConfig): object {
  const destination = (arn: string | undefined) => (arn ? { Destination: arn } : {})
  return {
    FunctionArn: `${configuration.arn}:$LATEST`,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
    DestinationConfig: { OnSuccess: destination(config.onSuccess), OnFailure: destination(config.onFailure) },
  }
}

function noConfig({ configuration }: LambdaFunction): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `The function ${configuration.arn}:$LATEST doesn't have an EventInvokeConfig`,
    { statusCode: 404, members: { Type: 'User' } },
  )
}
