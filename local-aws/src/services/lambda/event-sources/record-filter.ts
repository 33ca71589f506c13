import { compilePattern } from '../../../patterns/event-pattern.ts'
import { InvalidPatternError } from '../../../patterns/invalid-pattern.ts'
import type { ReceivedMessage } from '../../../ports.ts'
import { invalid } from '../errors.ts'
import { QUOTAS } from '../quotas.ts'

/** `FilterCriteria` of an event source mapping. */
export interface FilterCriteria {
  Filters?: { Pattern?: string }[]
}

/** Whether the function gets a record of an event source. */
export type RecordFilter<R> = (record: R) => boolean

/** A record as patterns see it. */
export interface Filterable {
  /** The producer's content, as text. */
  content: string
  /** The other properties that patterns may match. */
  metadata: Readonly<Record<string, unknown>>
}

/**
 * Filters "are logically ORed together" ("Control which events Lambda sends to your function", developer guide).
 *
 * Content that is a JSON object is matched by its properties, other content as text. A pattern for properties therefore
 * drops text, and vice versa. A pattern without the content's key matches only the metadata.
 *
 * @param contentKey the name of the content in patterns: `body` of a message, `data` of a stream's record
 * @throws AwsError `InvalidParameterValueException` for a pattern that Lambda would refuse
 */
export function recordFilter<R>(
  criteria: FilterCriteria | undefined,
  contentKey: string,
  view: (record: R) => Filterable,
  assertKeys: (keys: readonly string[]) => void = () => {},
): RecordFilter<R> | undefined {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern }) => Pattern ?? '')
  if (patterns.length === 0) return undefined
  if (patterns.length > QUOTAS.filtersPerMapping) {
    throw invalid(
      `An event source mapping takes ${QUOTAS.filtersPerMapping} filters, not ${patterns.length}.`,
    )
  }
  const filters = patterns.map(pattern => compile(pattern, contentKey, assertKeys))
  return record => {
    const { content, metadata } = view(record)
    const parsed = { text: content, properties: propertiesOf(content), metadata }
    return filters.some(matches => matches(parsed))
  }
}

/**
 * "Amazon SQS event source mappings only support filtering on the body key"; messages that match no filter are deleted.
 */
export function messageFilter(
  criteria: FilterCriteria | undefined,
): RecordFilter<ReceivedMessage> | undefined {
  return recordFilter(
    criteria,
    'body',
    ({ body }) => ({ content: body, metadata: {} }),
    keys => {
      const other = keys.find(key => key !== 'body')
      if (other === undefined) return
      throw new InvalidPatternError(`messages are filtered by their body, not by ${JSON.stringify(other)}`)
    },
  )
}

interface Content {
  text: string
  /** The parsed content, if it has properties. */
  properties: object | undefined
  metadata: Readonly<Record<string, unknown>>
}

function compile(
  pattern: string,
  contentKey: string,
  assertKeys: (keys: readonly string[]) => void,
): (content: Content) => boolean {
  try {
    const matches = compilePattern(pattern)
    const document = JSON.parse(pattern)
    assertKeys(Object.keys(document))
    const wanted = document[contentKey]
    const forText = Array.isArray(wanted)
    return ({ text, properties, metadata }) =>
      (wanted === undefined || forText === (properties === undefined)) &&
      matches({ ...metadata, [contentKey]: properties ?? text })
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error
    throw invalid(`Invalid filter pattern definition: ${error.message}`)
  }
}

function propertiesOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
