/**
 * The messages of a batch that a function reports as failed with `ReportBatchItemFailures` ("Success and failure
 * conditions", developer guide, "Handling errors for an SQS event source in Lambda").
 *
 * @param response the return value of the function
 * @param messageIds the ids in the batch
 * @returns the ids that failed: none for an empty or null response or list; all for a list with an unknown, empty or
 * missing id, or for a response of another shape
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
