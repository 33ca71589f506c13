import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from '../../clients/connection.ts'
import type { Hop } from '../../clients/trail.ts'
import type { StageClock } from '../../gameday/stage-clock.ts'

/** The polling interval, in real ms. */
const POLL_MS = 2_000
/** The age at which lines are read, in real ms: lines with the same time may arrive a little later. */
const LAG_MS = 1_000

/** Reads a function's log while it runs: the local AWS keeps only the last 100,000 lines. */
export class LogReader {
  /** The size of everything read, in UTF-8. */
  bytes = 0
  readonly #client: CloudWatchLogsClient
  readonly #logGroupName: string
  readonly #clock: StageClock
  readonly #take: (hop: Hop) => void
  #readUntil: number

  /**
   * @param from in ms since the epoch, of the stage's time
   * @param take receives each hop, the record of one message's stay in the function
   */
  constructor(
    connection: Connection,
    logGroupName: string,
    { clock, from }: { clock: StageClock; from: number },
    take: (hop: Hop) => void,
  ) {
    this.#client = new CloudWatchLogsClient(connection)
    this.#logGroupName = logGroupName
    this.#clock = clock
    this.#readUntil = from
    this.#take = take
  }

  /**
   * Reads everything up to a time, and waits for that time if it is in the future.
   *
   * @param until in ms since the epoch, of the stage's time
   * @throws when `signal` aborts
   */
  async follow(until: number, signal: AbortSignal): Promise<void> {
    const { scale } = this.#clock
    while (this.#readUntil < until) {
      await this.#clock.sleep(POLL_MS * scale, signal)
      await this.#read(Math.min(until, this.#clock.now() - LAG_MS * scale))
    }
  }

  async #read(until: number): Promise<void> {
    if (until <= this.#readUntil) return
    const lines = { logGroupName: this.#logGroupName, startTime: this.#readUntil, endTime: until - 1 }
    for await (const { events = [] } of paginateFilterLogEvents({ client: this.#client }, lines)) {
      for (const { message = '' } of events) this.#look(message)
    }
    this.#readUntil = until
  }

  #look(line: string): void {
    this.bytes += Buffer.byteLength(line)
    if (!line.includes('"message":"hop"')) return
    this.#take(JSON.parse(line) as Hop)
  }
}
