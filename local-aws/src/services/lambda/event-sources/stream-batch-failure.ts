/**
 * The first record of a stream's batch that a function reports as failed with `ReportBatchItemFailures`: "Lambda uses
 * the lowest sequence number as the checkpoint" (developer guide, "Configuring partial batch response with Kinesis").
 *
 * The other cases of success and complete failure follow recordings of AWS
 * (`test_kinesis_report_batch_item_success_scenarios`, `…_failure_scenarios`, 25-11-2025).
 *
 * @param response the return value of the function
 * @param sequenceNumbers of the batch, in order
 * @returns the index of the record; 0 if all failed, undefined if none failed
 */
export function firstFailedRecord(response: unknown, sequenceNumbers: readonly string[]): number | undefined {
  if (response === null || response === undefined || response === '') return undefined
  if (typeof response !== 'object') return 0
  const { batchItemFailures: items } = response as { batchItemFailures?: unknown }
  if (items === null || items === undefined) return undefined
  if (!Array.isArray(items)) return 0
  const indexes = items.map((item: { itemIdentifier?: unknown } | null) =>
    sequenceNumbers.indexOf(item?.itemIdentifier as string),
  )
  if (indexes.length === 0) return undefined
  // The index of an unknown number is -1, so it fails the whole batch.
  return Math.max(0, Math.min(...indexes))
}
