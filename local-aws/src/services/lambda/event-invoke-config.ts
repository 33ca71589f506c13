import { notSimulated } from './errors.ts'
import { integer } from './parameter-values.ts'

/** How asynchronous invocations by one qualifier of a function are retried, and where their results go. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number
  readonly maximumEventAgeSeconds: number
  /** ARN of a queue or a function. */
  readonly onSuccess: string | undefined
  /** ARN of a queue or a function. */
  readonly onFailure: string | undefined
}

/** As `PutFunctionEventInvokeConfig` and CloudFormation describe it. */
export interface EventInvokeProperties {
  Qualifier?: string
  MaximumRetryAttempts?: number | string
  MaximumEventAgeInSeconds?: number | string
  DestinationConfig?: DestinationConfig
}

/** By ARN, where the records of an event go. */
export interface DestinationConfig {
  OnSuccess?: { Destination?: string }
  OnFailure?: { Destination?: string }
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
    onSuccess: destinationArn(DestinationConfig?.OnSuccess?.Destination),
    onFailure: destinationArn(DestinationConfig?.OnFailure?.Destination),
  }
}

/** Lambda sends records to queues, topics, functions, buses and buckets; here to queues and functions. */
function destinationArn(arn: string | undefined): string | undefined {
  if (!arn) return undefined
  if (/^arn:aws:(sqs|lambda):/.test(arn)) return arn
  throw notSimulated(`${arn} as a destination: let it be an SQS queue or a function`)
}
