import { IndexedHeap } from './indexed-heap.ts'
import type { Message } from './message.ts'

/**
 * The visible messages of one lane (a FIFO message group or a tenant), lowest rank first.
 *
 * New messages arrive in ascending rank and are appended; messages whose visibility timeout ended go through a heap. A
 * message that has left the queue is removed when it reaches the front.
 */
export class ReadyMessages {
  #fresh: Message[] = []
  #start = 0
  #last = -1
  readonly #returned = new IndexedHeap<Message>((a, b) => a.rank < b.rank)

  add(message: Message): void {
    if (message.rank < this.#last) {
      this.#returned.push(message)
      return
    }
    this.#last = message.rank
    this.#fresh.push(message)
  }

  first(): Message | undefined {
    const returned = this.#firstReturned()
    const fresh = this.#firstFresh()
    if (!returned || !fresh) return returned ?? fresh
    return returned.rank < fresh.rank ? returned : fresh
  }

  shift(): Message | undefined {
    const first = this.first()
    if (first === undefined) return undefined
    if (first.heapIndex >= 0) this.#returned.remove(first)
    else this.#advance()
    return first
  }

  #firstReturned(): Message | undefined {
    let first = this.#returned.peek()
    while (first && first.state !== 'visible') {
      this.#returned.pop()
      first = this.#returned.peek()
    }
    return first
  }

  #firstFresh(): Message | undefined {
    let first = this.#fresh[this.#start]
    while (first && first.state !== 'visible') {
      this.#advance()
      first = this.#fresh[this.#start]
    }
    return first
  }

  #advance(): void {
    this.#start++
    // Only when half of the array is consumed: then it copies at most one message for each that has left.
    if (this.#start * 2 < this.#fresh.length) return
    this.#fresh = this.#fresh.slice(this.#start)
    this.#start = 0
  }
}
