import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys, OutgoingMessage, QueuePort, ReceivedMessage } from '../../ports.ts'
import { useKey } from './encryption.ts'
import type { SentMessage } from './message.ts'
import { validated } from './message-rules.ts'
import type { Queue } from './queue.ts'
import { toReceivedMessage } from './received-message.ts'

/** The queue as other services of this process use it: without HTTP, but with the same rules. */
export class InProcessQueue implements QueuePort {
  readonly #account: Account
  readonly #queue: Queue
  readonly #keys: Keys

  constructor(account: Account, queue: Queue, keys: Keys) {
    this.#account = account
    this.#queue = queue
    this.#keys = keys
  }

  get arn(): string {
    return this.#queue.arn
  }

  get fifo(): boolean {
    return this.#queue.fifo
  }

  get visibilityTimeoutSeconds(): number {
    return this.#queue.settings.visibilityTimeoutMs / 1000
  }

  send(message: OutgoingMessage, caller: Caller): { messageId: string } {
    this.#authorize('sqs:SendMessage', caller)
    const input = {
      MessageBody: message.body,
      ...(message.attributes && { MessageAttributes: message.attributes }),
      ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
      ...(message.deduplicationId !== undefined && { MessageDeduplicationId: message.deduplicationId }),
    }
    const valid = validated(input, this.#queue, { caller, traceHeader: message.traceHeader })
    useKey(this.#keys, this.#queue, 'GenerateDataKey', caller)
    const [sent] = this.#queue.send([valid])
    return { messageId: (sent as SentMessage).messageId }
  }

  async receive(
    { maximum, waitSeconds, signal }: { maximum: number; waitSeconds: number; signal?: AbortSignal },
    caller: Caller,
  ): Promise<ReceivedMessage[]> {
    this.#authorize('sqs:ReceiveMessage', caller)
    useKey(this.#keys, this.#queue, 'Decrypt', caller)
    const deliveries = await this.#queue.receive({ maximum }, waitSeconds * 1000, signal)
    return deliveries.map(toReceivedMessage)
  }

  delete(receiptHandles: readonly string[], caller: Caller): void {
    this.#authorize('sqs:DeleteMessage', caller)
    this.#queue.delete(receiptHandles)
  }

  #authorize(action: string, caller: Caller): void {
    this.#account.authorization.check(caller, [{ action, resource: this.#queue.arn }])
  }
}
