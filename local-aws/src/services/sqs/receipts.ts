import type { AwsError } from '../../aws-error.ts'
import { invalidParameter, invalidValue, messageNotInflight, receiptHandleIsInvalid } from './errors.ts'
import type { Message } from './message.ts'
import type { MessageStore } from './message-store.ts'

/** "The maximum allowed timeout value is 12 hours", counted from the receive (ChangeMessageVisibility). */
const MAX_VISIBILITY_MS = 12 * 60 * 60_000

const SEPARATOR = '+'
const END = '=='

export interface VisibilityChange {
  receiptHandle: string
  timeoutMs: number
}

/** A receive of a message: the message's order, and the number of the receive. */
interface Receipt {
  message: Message | undefined
  receive: number
}

/**
 * The operations of a consumer on the receipt handles of one queue.
 *
 * "Every time you receive a message, you receive a different receipt handle." Handles are opaque to clients. Each queue
 * has a random tag, so that the handles of another queue, or of a deleted queue of the same name, are invalid.
 */
export class Receipts {
  readonly #tag: string
  readonly #fifo: boolean

  constructor(tag: string, fifo: boolean) {
    this.#tag = `AQEB${tag}`
    this.#fifo = fifo
  }

  /** The handle of the latest receive of `message`. */
  handleOf(message: Message): string {
    return `${this.#tag}${message.order}${SEPARATOR}${message.receives}${END}`
  }

  /**
   * Whether `message` is still in flight from the receive that returned `handle`, and its timeout was never changed.
   */
  isUntouched(message: Message, handle: string): boolean {
    return message.state === 'in flight' && !message.visibilityChanged && this.handleOf(message) === handle
  }

  /**
   * On a standard queue, an old handle is accepted and deletes nothing: "If you use an old ReceiptHandle, the request
   * will succeed, but the message might not be deleted". AWS was seen to delete it, but does not promise to, and a
   * consumer must withstand the second delivery. On a FIFO queue, "the action fails with an error" if the visibility
   * timeout has expired.
   */
  delete(store: MessageStore, handle: string, now: number): AwsError | undefined {
    const receipt = this.#read(store, handle)
    if (!receipt) return receiptHandleIsInvalid(handle)
    const { message, receive } = receipt
    if (!message) return undefined
    const latest = message.receives === receive
    if (this.#fifo && !(latest && message.state === 'in flight')) {
      return invalidValue('ReceiptHandle', handle, 'The receipt handle has expired')
    }
    if (latest) store.remove(message, now)
    return undefined
  }

  /**
   * On a standard queue, every handle of a message changes its timeout while it is in flight, and changes nothing when
   * it is not, as AWS does. On a FIFO queue, only the handle of the receive that put it in flight is accepted.
   */
  changeVisibility(
    store: MessageStore,
    { receiptHandle, timeoutMs }: VisibilityChange,
    now: number,
  ): AwsError | undefined {
    const receipt = this.#read(store, receiptHandle)
    if (!receipt) return receiptHandleIsInvalid(receiptHandle)
    const { message, receive } = receipt
    if (this.#fifo && message && message.state !== 'in flight') return messageNotInflight(receiptHandle)
    if (!message || (this.#fifo && message.receives !== receive)) {
      return invalidValue(
        'ReceiptHandle',
        receiptHandle,
        'Message does not exist or is not available for visibility timeout change',
      )
    }
    if (message.state !== 'in flight') return undefined
    if (now + timeoutMs > message.receivedAt + MAX_VISIBILITY_MS) {
      return invalidParameter(
        `Value ${timeoutMs / 1000} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
      )
    }
    message.visibilityChanged = true
    store.reschedule(message, now + timeoutMs)
    return undefined
  }

  /** The receive that `handle` refers to; undefined if this queue did not issue it. */
  #read(store: MessageStore, handle: string): Receipt | undefined {
    const separator = handle.lastIndexOf(SEPARATOR)
    if (separator < this.#tag.length || !handle.startsWith(this.#tag) || !handle.endsWith(END))
      return undefined
    const order = Number(handle.slice(this.#tag.length, separator))
    const receive = Number(handle.slice(separator + 1, -END.length))
    if (!Number.isInteger(order) || !Number.isInteger(receive)) return undefined
    return { message: store.find(order), receive }
  }
}
