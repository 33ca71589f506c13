import type { Clock, Timer } from '../clock.ts'
import type { LiveLine } from './live-line.ts'

/** So many lines a second a person can follow; those of failures are counted apart, so that a burst hides none. */
const LINES_A_SECOND = 20

const SECOND_MS = 1_000

/** Where the lines go. */
export interface LiveOutput {
  write(text: string): unknown
  /** Of a terminal, in characters; undefined for a file or a pipe, where lines are left whole. */
  readonly columns: number | undefined
  /** Whether it shows colours. */
  readonly colours: boolean
}

/** What a terminal would take for a command, and what would break the line. */
const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu

const COLOURS = { info: undefined, warn: 33, error: 31 } as const

/**
 * Prints lines as they come, each with its time (UTC). In a burst it prints the first ones of each second and counts the
 * others: `… 1,234 more, 12 of them failures`.
 */
export class LiveLog {
  readonly #clock: Clock
  readonly #output: LiveOutput
  #second: Timer | undefined
  #printed = { info: 0, failures: 0 }
  #left = { info: 0, failures: 0 }

  /** @param clock of the account; seconds are real ones */
  constructor(clock: Clock, output: LiveOutput) {
    this.#clock = clock
    this.#output = output
  }

  print(line: LiveLine): void {
    this.#second ??= this.#clock.wall.setTimer(SECOND_MS, () => this.#endSecond())
    const kind = line.level === 'info' ? 'info' : 'failures'
    if (this.#printed[kind] === LINES_A_SECOND) {
      this.#left[kind]++
      return
    }
    this.#printed[kind]++
    const time = new Date(this.#clock.now()).toISOString().slice(11, 23)
    this.#write(`${time}  ${line.text.replace(CONTROLS, ' ')}`, COLOURS[line.level])
  }

  /** Prints what is due; nothing comes after it. */
  close(): void {
    this.#second?.cancel()
    this.#endSecond()
  }

  #endSecond(): void {
    const { info, failures } = this.#left
    this.#second = undefined
    this.#printed = { info: 0, failures: 0 }
    this.#left = { info: 0, failures: 0 }
    if (info + failures === 0) return
    const more = `… ${count(info + failures)} more`
    const failed = failures === 0 ? '' : `, ${count(failures)} of them failures`
    this.#write(`${more}${failed}`, failures === 0 ? undefined : COLOURS.error)
  }

  #write(text: string, colour: number | undefined): void {
    const { columns, colours } = this.#output
    const fitted =
      columns === undefined || text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`
    this.#output.write(colours && colour !== undefined ? `\x1b[${colour}m${fitted}\x1b[39m\n` : `${fitted}\n`)
  }
}

function count(value: number): string {
  return value.toLocaleString('en')
}
