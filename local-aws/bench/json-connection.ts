/** One client of a service that makes one call at a time. */
export interface JsonConnection {
  /**
   * @param action `SendMessageBatch`
   * @throws when the service answers with an error
   */
  call<Output>(action: string, input: object): Promise<Output>
  close(): void
}

/** How a service with a JSON protocol is called. */
export interface JsonService {
  /** What comes before the action in `x-amz-target`. */
  readonly targetPrefix: string
  readonly signingName: string
  readonly contentType: string
}

export const SQS_SERVICE: JsonService = {
  targetPrefix: 'AmazonSQS',
  signingName: 'sqs',
  contentType: 'application/x-amz-json-1.0',
}

export const KINESIS_SERVICE: JsonService = {
  targetPrefix: 'Kinesis_20131202',
  signingName: 'kinesis',
  contentType: 'application/x-amz-json-1.1',
}

/** @throws where the answer is an error */
export function outputOf<Output>(action: string, body: string): Output {
  const output = JSON.parse(body)
  if (output.__type) throw new Error(`${action}: ${output.__type}: ${output.message}`)
  return output as Output
}
