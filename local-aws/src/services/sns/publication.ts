import { mayHaveDottedNames, nestDottedNames } from '../../patterns/dotted-names.ts'
import { isObject, type JsonObject } from '../../patterns/value.ts'
import type { Filterable } from './filter-policy.ts'
import { filterableAttributes } from './message-attributes.ts'
import type { PublishedMessage } from './published-message.ts'
import type { Topic } from './topic.ts'

interface Published extends PublishedMessage {
  topic: Topic
}

/** A message that a topic has accepted. The data for filters is computed once, and only if a filter needs it. */
export class Publication implements Filterable {
  readonly message: Readonly<Published>
  /** Whether it comes from the topic's archive. */
  readonly replayed: boolean
  #attributeDocument: Filterable['attributeDocument'] | undefined
  readonly #bodyDocuments = new Map<string, ReturnType<Filterable['bodyDocument']>>()

  constructor(message: Readonly<Published>, { replayed }: { replayed: boolean }) {
    this.message = message
    this.replayed = replayed
  }

  get attributeDocument(): Filterable['attributeDocument'] {
    this.#attributeDocument ??= filterableAttributes(this.message.attributes)
    return this.#attributeDocument
  }

  bodyDocument(protocol: string): JsonObject | 'InvalidMessageBody' {
    const body = this.message.bodies(protocol)
    let document = this.#bodyDocuments.get(body)
    if (document === undefined) {
      document = parseBody(body)
      this.#bodyDocuments.set(body, document)
    }
    return document
  }
}

/** "Amazon SNS assumes that the message body is a well-formed JSON object": any other body matches no policy. */
function parseBody(body: string): JsonObject | 'InvalidMessageBody' {
  try {
    const parsed: unknown = JSON.parse(body)
    const document = mayHaveDottedNames(body) ? nestDottedNames(parsed) : parsed
    return isObject(document) ? document : 'InvalidMessageBody'
  } catch {
    return 'InvalidMessageBody'
  }
}
