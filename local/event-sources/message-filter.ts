import { compilePattern } from '../patterns/event-pattern.ts'
import { InvalidPatternError } from '../patterns/invalid-pattern.ts'
import type { ReceivedMessage } from '../ports.ts'
import { invalid } from '../services/lambda/parameter-values.ts'
import { QUOTAS } from '../services/lambda/quotas.ts'

/** `FilterCriteria` of an event source mapping. */
export interface FilterCriteria {
  Filters?: { Pattern?: string }[]
}

/** Whether a message is for the function. */
export type MessageFilter = (message: ReceivedMessage) => boolean

/**
 * Filters "are logically ORed together"; a message that satisfies none is deleted ("Control which events Lambda
 * sends to your function", developer guide).
 *
 * "Amazon SQS event source mappings only support filtering on the body key". A body that is a JSON object is
 * matched by its properties, any other as text: so a pattern for properties drops text, and the reverse.
 *
 * @throws AwsError `InvalidParameterValueException` for a pattern that Lambda would refuse
 */
export function messageFilter(criteria: FilterCriteria | undefined): MessageFilter | undefined {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern }) => Pattern ?? '')
  if (patterns.length === 0) return undefined
  if (patterns.length > QUOTAS.filtersPerMapping) {
    throw invalid(
      `An event source mapping takes ${QUOTAS.filtersPerMapping} filters, not ${patterns.length}.`,
    )
  }
  const filters = patterns.map(compile)
  return ({ body }) => {
    const content = { text: body, properties: propertiesOf(body) }
    return filters.some(matches => matches(content))
  }
}

interface Content {
  text: string
  /** What the text parses to, where that has properties. */
  properties: object | undefined
}

function compile(pattern: string): (content: Content) => boolean {
  try {
    const matches = compilePattern(pattern)
    const { body, ...others } = JSON.parse(pattern)
    const [other] = Object.keys(others)
    if (other !== undefined) {
      throw new InvalidPatternError(`messages are filtered by their body, not by ${JSON.stringify(other)}`)
    }
    const forText = Array.isArray(body)
    return ({ text, properties }) =>
      forText === (properties === undefined) && matches({ body: properties ?? text })
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
