import { type AwsError, asAwsError } from '../../aws-error.ts'
import { emptyBatch, entryIdsNotDistinct, invalidEntryId, tooManyEntries } from './errors.ts'

const MAX_ENTRIES = 10
const ENTRY_ID = /^[\w-]{1,80}$/

export interface BatchEntry {
  Id: string
}

export interface FailedEntry {
  Id: string
  Code: string
  Message: string
  SenderFault: boolean
}

/** "Because the batch request can result in a combination of successful and unsuccessful actions…" */
export interface BatchResult<S> {
  Successful?: S[]
  Failed?: FailedEntry[]
}

/**
 * Checks the rules whose violation fails the whole batch.
 *
 * @param entryType the API's name of the entry type, for the message
 * @throws AwsError `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `InvalidBatchEntryId`,
 * `BatchEntryIdsNotDistinct`
 */
export function checkEntries<E extends BatchEntry>(entries: readonly E[], entryType: string): void {
  if (entries.length === 0) throw emptyBatch(entryType)
  if (entries.length > MAX_ENTRIES) throw tooManyEntries(entries.length)
  const seen = new Set<string>()
  for (const { Id } of entries) {
    if (!ENTRY_ID.test(Id)) throw invalidEntryId()
    if (seen.has(Id)) throw entryIdsNotDistinct(Id)
    seen.add(Id)
  }
}

export function failedEntry(id: string, cause: unknown): FailedEntry {
  const error: AwsError = asAwsError(cause)
  return {
    Id: id,
    Code: error.queryCode ?? error.code,
    Message: error.message,
    SenderFault: error.fault === 'Sender',
  }
}

/** The result of a batch; each entry succeeded or failed with its own error. */
export function resultOf(
  ids: readonly string[],
  outcomes: readonly (AwsError | undefined)[],
): BatchResult<{ Id: string }> {
  const successful: { Id: string }[] = []
  const failed: FailedEntry[] = []
  ids.forEach((id, index) => {
    const error = outcomes[index]
    if (error) failed.push(failedEntry(id, error))
    else successful.push({ Id: id })
  })
  return batchResult(successful, failed)
}

/** Leaves out an empty list, as SQS does. */
export function batchResult<S>(successful: S[], failed: FailedEntry[]): BatchResult<S> {
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed.length > 0 && { Failed: failed }),
  }
}
