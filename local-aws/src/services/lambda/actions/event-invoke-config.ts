import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { AwsError } from '../../../aws-error.ts'
import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { notFound } from '../errors.ts'
import {
  type EventInvokeConfig,
  type EventInvokeProperties,
  eventInvokeConfig,
} from '../event-invoke-config.ts'
import { qualifiedArn } from '../function-name.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `PutFunctionEventInvokeConfig`, `GetFunctionEventInvokeConfig`, `DeleteFunctionEventInvokeConfig`. */
export function eventInvokeConfigRoutes(
  functions: FunctionRegistry,
  asynchronous: AsynchronousInvocations,
): RestRoute[] {
  const named = ({ path, query }: RestRequest) =>
    functions.resolve(path.FunctionName ?? '', query.get('Qualifier')).invokedArn
  const path = '/2019-09-25/functions/{FunctionName}/event-invoke-config'

  return [
    {
      operation: 'PutFunctionEventInvokeConfig',
      method: 'PUT',
      path,
      action: request => {
        const configured = named(request)
        const config = eventInvokeConfig(request.json() as EventInvokeProperties)
        asynchronous.configure(configured, config)
        return { body: describe(configured, config) }
      },
    },
    {
      operation: 'GetFunctionEventInvokeConfig',
      method: 'GET',
      path,
      action: request => {
        const asked = named(request)
        const config = asynchronous.configOf(asked)
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
        if (!asynchronous.unconfigure(asked)) throw noConfig(asked)
        return { status: 204, body: '' }
      },
    },
  ]
}

function describe(invokedArn: string, config: EventInvokeConfig): object {
  const destination = (arn: string | undefined) => (arn ? { Destination: arn } : {})
  return {
    FunctionArn: qualifiedArn(invokedArn),
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
    DestinationConfig: { OnSuccess: destination(config.onSuccess), OnFailure: destination(config.onFailure) },
  }
}

function noConfig(invokedArn: string): AwsError {
  return notFound(`The function ${qualifiedArn(invokedArn)} doesn't have an EventInvokeConfig`)
}
