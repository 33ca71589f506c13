const UP = (lines: number) => `\x1b[${lines}A`
const CLEAR_BELOW = '\x1b[J'

/** The part of the standard output that is needed. */
interface Output {
  readonly isTTY?: boolean
  readonly rows?: number
  write(text: string): boolean
}

/** Lines that are drawn again and again in one place of the terminal. */
export class LiveText {
  readonly #output: Output
  #drawn = 0

  constructor(output: Output = process.stdout) {
    this.#output = output
  }

  /** Whether the output is a terminal that can be drawn on. */
  get isLive(): boolean {
    return this.#output.isTTY === true && process.env.TERM !== 'dumb'
  }

  /**
   * Replaces the lines that were drawn before.
   *
   * @param lines no longer than the terminal is wide. Of more than it is high the last are drawn: what is above the
   *   screen cannot be replaced.
   */
  draw(lines: readonly string[]): void {
    const shown = lines.slice(-Math.max(1, (this.#output.rows || 24) - 1))
    const back = this.#drawn > 0 ? UP(this.#drawn) : ''
    this.#output.write(`${back}${CLEAR_BELOW}${shown.map(line => `${line}\n`).join('')}`)
    this.#drawn = shown.length
  }
}
