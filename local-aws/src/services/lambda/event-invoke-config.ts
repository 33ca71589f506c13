import { notSimulated } from './errors.ts'
import { integer } from './parameter-values.ts'

/** The retries and destinations of asynchronous invocations with one qualifier of a function. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number
  readonly maximumEventAgeSeconds: number
  /** ARN of a queue or a function. */
  readonly onSuccess: string | undefined
  /** ARN of a queue or a function. */
  readonly onFailure: string | undefined
}

/** The members of `PutFunctionEventInvokeConfig` and CloudFormation. */
export interface EventInvokeProperties {
  Qualifier?: string
  MaximumRetryAttempts?: number | string
  MaximumEventAgeInSeconds?: number | string
  DestinationConfig?: DestinationConfig
}

/** The ARNs of the destinations for the records of an event. */
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

/**
 * Lambda supports queues, topics, functions, buses and buckets as destinations; the local AWS supports queues and
 * functions.
 */
function destinationArn(arn: string | undefined): string | undefined {
  if (!arn) return undefined
  if (/^arn:aws:(sqs|lambda):/.test(arn)) return arn
  throw notSimulated(`${arn} as a destination: use an SQS queue or a function`)
}
