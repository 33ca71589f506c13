import { mayHaveDottedNames, nestDottedNames } from '../../patterns/dotted-names.ts'
import { isObject, type JsonObject } from '../../patterns/value.ts'
import type { Filterable } from './filter-policy.ts'
import { filterableAttributes, type MessageAttributes } from './message-attributes.ts'
import type { MessageBodies } from './message-structure.ts'
import type { Topic } from './topic.ts'

interface Published {
  topic: Topic
  messageId: string
  bodies: MessageBodies
  subject: string | undefined
  attributes: MessageAttributes
  /** ISO 8601 with milliseconds. */
  timestamp: string
  /** On FIFO topics, and where the publisher gave one. */
  groupId: string | undefined
  /** On FIFO topics. */
  deduplicationId: string | undefined
  /** On FIFO topics. */
  sequenceNumber: string | undefined
  /** The header `X-Amzn-Trace-Id` of the call. */
  traceHeader: string | undefined
}

/** A message that a topic has accepted. What filters ask of it is worked out once, and only if one asks. */
export class Publication implements Filterable {
  readonly message: Readonly<Published>
  #attributeDocument: { value: JsonObject | undefined } | undefined
  readonly #bodyDocuments = new Map<string, JsonObject | undefined>()

  constructor(message: Published) {
    this.message = message
  }

  get attributeDocument(): JsonObject | undefined {
    this.#attributeDocument ??= { value: filterableAttributes(this.message.attributes) }
    return this.#attributeDocument.value
  }

  bodyDocument(protocol: string): JsonObject | undefined {
    const body = this.message.bodies(protocol)
    if (!this.#bodyDocuments.has(body)) this.#bodyDocuments.set(body, parseBody(body))
    return this.#bodyDocuments.get(body)
  }
}

/** "Amazon SNS assumes that the message body is a well-formed JSON object": what is none matches no policy. */
function parseBody(body: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    const document = mayHaveDottedNames(body) ? nestDottedNames(parsed) : parsed
    return isObject(document) ? document : undefined
  } catch {
    return undefined
  }
}
