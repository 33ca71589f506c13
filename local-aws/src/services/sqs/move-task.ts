import type { Clock, Timer } from '../../clock.ts'
import type { Message } from './message.ts'
import type { Queue } from './queue.ts'

export type MoveTaskStatus = 'RUNNING' | 'CANCELLING' | 'CANCELLED' | 'COMPLETED' | 'FAILED'

/** "The maximum value for messages per second is 500". The local AWS also uses it if no rate is given. */
export const MAX_MESSAGES_PER_SECOND = 500
/** Long enough to need few timers, short enough for an even rate. */
const TICK_MS = 100

export interface MoveTaskOptions {
  source: Queue
  /** The destination of all messages; without it, each message goes back to its source queue. */
  destinationArn: string | undefined
  messagesPerSecond: number | undefined
  findQueue(arn: string): Queue | undefined
}

/** One `StartMessageMoveTask`: moves the messages of a dead-letter queue, oldest first, at a given rate. */
export class MoveTask {
  readonly handle: string
  readonly startedAt: number
  readonly toMove: number
  readonly options: MoveTaskOptions
  status: MoveTaskStatus = 'RUNNING'
  moved = 0
  failureReason: string | undefined
  readonly #clock: Clock
  #timer: Timer

  constructor(handle: string, clock: Clock, options: MoveTaskOptions) {
    this.handle = handle
    this.options = options
    this.#clock = clock
    this.startedAt = clock.now()
    this.toMove = options.source.messages.visible
    this.#timer = clock.setTimer(0, () => this.#tick())
  }

  get active(): boolean {
    return this.status === 'RUNNING' || this.status === 'CANCELLING'
  }

  /** Stops the task; messages that were already moved stay moved. */
  cancel(): void {
    this.status = 'CANCELLING'
    this.#timer.cancel()
    this.#timer = this.#clock.setTimer(0, () => {
      this.status = 'CANCELLED'
    })
  }

  /** Moves as many messages as the rate allows until now, then schedules the next tick. */
  #tick(): void {
    const rate = this.options.messagesPerSecond ?? MAX_MESSAGES_PER_SECOND
    const allowed = Math.floor(((this.#clock.now() - this.startedAt) * rate) / 1000) + 1
    while (this.status === 'RUNNING' && this.moved < allowed) this.#moveOne()
    if (this.status !== 'RUNNING') return
    const pause = Math.max(TICK_MS, Math.ceil(1000 / rate))
    this.#timer = this.#clock.setTimer(pause, () => this.#tick())
  }

  #moveOne(): void {
    if (this.moved >= this.toMove) return this.#end('COMPLETED')
    const { source } = this.options
    const outcome = source.moveFirst(message => this.#destinationOf(message))
    if (outcome === 'moved') this.moved++
    else if (outcome === 'empty') this.#end('COMPLETED')
    else this.#end('FAILED')
  }

  #destinationOf(message: Message): Queue | undefined {
    const arn = this.options.destinationArn ?? message.deadLetterSourceArn
    // "An Amazon SQS message sent directly to the DLQ with SendMessage" has no source (Troubleshooting DLQ redrive).
    if (arn === undefined) {
      this.failureReason = 'CouldNotDetermineMessageSource'
      return undefined
    }
    const queue = this.options.findQueue(arn)
    if (!queue) this.failureReason = 'AWS.SimpleQueueService.NonExistentQueue'
    return queue
  }

  #end(status: MoveTaskStatus): void {
    this.status = status
  }
}
