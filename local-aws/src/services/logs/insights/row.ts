import type { LogEvent } from '../log-group.ts'
import { parseFragment } from './json-fragment.ts'
import type { Value } from './value.ts'

/** A log event while a query looks at it. */
export class ScannedEvent {
  readonly event: LogEvent
  /** Of its group: "in the form of account-id:log-group-name". */
  readonly log: string
  #document: object | undefined
  #parsed = false

  constructor(event: LogEvent, log: string) {
    this.event = event
    this.log = log
  }

  /** Parsed when a field of it is first read. */
  get document(): object | undefined {
    if (!this.#parsed) {
      this.#document = parseFragment(this.event.message)
      this.#parsed = true
    }
    return this.#document
  }

  /** Frees the document: it is parsed again where it is needed again. */
  release(): void {
    this.#document = undefined
    this.#parsed = false
  }

  /** False where the message surely lacks the text as a part of its JSON: any character of it could be escaped. */
  mayContain(text: string): boolean {
    return this.event.message.includes(text) || this.event.message.includes('\\u')
  }
}

/** What goes through the commands of a query: an event, or the result of `stats`. */
export interface Row {
  /** Undefined behind `stats`. */
  readonly scanned: ScannedEvent | undefined
  /** Of the fields that the query itself makes, by their slots. */
  readonly values: Value[]
}
