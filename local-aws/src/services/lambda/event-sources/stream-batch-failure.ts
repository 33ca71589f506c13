/**
 * The first record of a stream's batch that a function reports as failed with `ReportBatchItemFailures`: "Lambda uses
 * the lowest sequence number as the checkpoint" (developer guide, "Configuring partial batch response with Kinesis").
 *
 * What else counts as success or as a failure of all is what AWS was recorded to do
 * (`test_kinesis_report_batch_item_success_scenarios`, `…_failure_scenarios`, 25-11-2025).
 *
 * @param response what the function returned
 * @param sequenceNumbers those of the batch, in order
 * @returns its index; 0 where all failed, undefined where none did
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
  // What the batch does not hold has the index -1, and fails all of it.
  return Math.max(0, Math.min(...indexes))
}
