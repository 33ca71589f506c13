import { queueArn } from './function-configuration.ts'
import { integer } from './parameter-values.ts'

/** How asynchronous invocations by one qualifier of a function are retried, and where their results go. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number
  readonly maximumEventAgeSeconds: number
  readonly onSuccess: string | undefined
  readonly onFailure: string | undefined
}

/** As `PutFunctionEventInvokeConfig` and CloudFormation describe it. */
export interface EventInvokeProperties {
  Qualifier?: string
  MaximumRetryAttempts?: number | string
  MaximumEventAgeInSeconds?: number | string
  DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } }
}

/** @throws AwsError `InvalidParameterValueException` */
export function eventInvokeConfig(properties: EventInvokeProperties): EventInvokeConfig {
  const { DestinationConfig } = properties
  return {
    maximumRetryAttempts: integer('MaximumRetryAttempts', properties.MaximumRetryAttempts ?? 2, 0, 2),
    maximumEventAgeSeconds: integer(
      'MaximumEventAgeInSeconds',
      properties.MaximumEventAgeInSeconds ?? 21_600,
      60,
      21_600,
    ),
    onSuccess: queueArn(DestinationConfig?.OnSuccess?.Destination),
    onFailure: queueArn(DestinationConfig?.OnFailure?.Destination),
  }
}
