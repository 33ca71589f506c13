/**
 * Which messages of a batch a function reports as failed with `ReportBatchItemFailures` ("Success and failure
 * conditions", developer guide, "Handling errors for an SQS event source in Lambda").
 *
 * @param response what the function returned
 * @param messageIds those of the batch
 * @returns the ids that failed: none for an empty or null response or list; all of them for a list that holds
 * an unknown id, an empty or missing one, or for a response of another shape
 */
export function batchItemFailures(response: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> {
  if (response === null || response === undefined) return new Set()
  if (typeof response !== 'object') return messageIds
  const { batchItemFailures: items } = response as { batchItemFailures?: unknown }
  if (items === null || items === undefined) return new Set()
  if (!Array.isArray(items)) return messageIds
  const ids = items.map((item: { itemIdentifier?: unknown } | null) => item?.itemIdentifier)
  const known = ids.every((id): id is string => typeof id === 'string' && messageIds.has(id))
  return known ? new Set(ids) : messageIds
}
