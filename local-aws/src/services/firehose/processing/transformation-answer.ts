import type { AwsError } from '../../../aws-error.ts'
import type { Invocation } from '../../../ports.ts'

/** What a function made of one record. */
export type RecordResult =
  | { readonly result: 'Ok'; readonly data: Buffer }
  | { readonly result: 'Dropped' | 'ProcessingFailed' }

const INVOCATION_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'Lambda.ResourceNotFound',
  TooManyRequestsException: 'Lambda.InvokeLimitExceeded',
  AccessDeniedException: 'Lambda.InvokeAccessDenied',
}

/** Why a batch was not transformed, with the codes of "Lambda invocation errors", developer guide. */
export class TransformationFailure extends Error {
  override readonly name = 'TransformationFailure'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  static of({ code, message }: AwsError): TransformationFailure {
    return new TransformationFailure(INVOCATION_CODES[code] ?? `Lambda.${code}`, message)
  }

  /** The function says so of one record. */
  static readonly byFunction = new TransformationFailure(
    'Lambda.ProcessingFailedStatus',
    'ProcessingFailed status set for record',
  )
}

/**
 * The result of each record, in the order of `recordIds`.
 *
 * @throws TransformationFailure where the answer breaks the status model ("Required parameters for data transformation")
 */
export function readAnswer(
  { payload, functionError }: Invocation,
  recordIds: readonly string[],
): RecordResult[] {
  if (functionError) {
    throw new TransformationFailure(
      'Lambda.FunctionError',
      'The Lambda function was successfully invoked but it returned an error result.',
    )
  }
  const given = (payload as { records?: unknown } | null | undefined)?.records
  if (!Array.isArray(given)) throw unreadable('it has no list "records"')
  const results = new Map<unknown, RecordResult>()
  for (const record of given) {
    const { recordId } = (record ?? {}) as { recordId?: unknown }
    if (results.has(recordId)) {
      throw new TransformationFailure(
        'Lambda.DuplicatedRecordId',
        'Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record IDs for each record.',
      )
    }
    results.set(recordId, resultOf(record))
  }
  return recordIds.map(recordId => {
    const result = results.get(recordId)
    if (result) return result
    throw new TransformationFailure(
      'Lambda.MissingRecordId',
      'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
    )
  })
}

function resultOf(record: unknown): RecordResult {
  const { recordId, result, data } = (record ?? {}) as Readonly<Record<string, unknown>>
  const subject = `the record ${JSON.stringify(recordId)}`
  if (result === 'Dropped' || result === 'ProcessingFailed') return { result }
  if (result !== 'Ok') throw unreadable(`${subject} has the result ${JSON.stringify(result)}`)
  if (typeof data !== 'string') throw unreadable(`${subject} has no base64 text "data"`)
  return { result, data: Buffer.from(data, 'base64') }
}

const unreadable = (reason: string) =>
  new TransformationFailure(
    'Lambda.JsonProcessingException',
    `There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Firehose: ${reason}.`,
  )
