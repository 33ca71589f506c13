import { green, red, yellow } from '../terminal/terminal.ts'

/** One thing that was looked at. */
export interface Check {
  /** `purchase` */
  readonly journey: string
  /** What holds, or should: `is shipped`. */
  readonly claim: string
  readonly outcome: 'holds' | 'fails' | 'skipped'
  readonly seconds: number
  /** Why it fails or is skipped, and where what is missing is. */
  readonly details: readonly string[]
}

/** What was claimed does not hold. */
export class Unverified extends Error {
  override readonly name = 'Unverified'
  readonly details: readonly string[]

  constructor(...details: readonly string[]) {
    super(details.join('\n'))
    this.details = details
  }
}

const MARKS = { holds: green('✓'), fails: red('✗'), skipped: yellow('-') } as const

/** The checks of a run, in the order in which they ended. */
export class Checks {
  readonly all: Check[] = []
  readonly #ended: (check: Check) => void

  /** @param ended is told each check when it ends */
  constructor(ended: (check: Check) => void) {
    this.#ended = ended
  }

  /** Whether nothing fails. */
  get hold(): boolean {
    return this.all.every(({ outcome }) => outcome !== 'fails')
  }

  /**
   * @param look throws where the claim does not hold
   * @throws the same, once the check is noted: what follows from it need not be looked at
   */
  async that<Result>(journey: string, claim: string, look: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    const end = (outcome: Check['outcome'], details: readonly string[]) =>
      this.#add({ journey, claim, outcome, seconds: (performance.now() - start) / 1_000, details })
    try {
      const result = await look()
      end('holds', [])
      return result
    } catch (error) {
      end('fails', error instanceof Unverified ? error.details : [(error as Error).message])
      throw error
    }
  }

  skip(journey: string, claim: string, why: string): void {
    this.#add({ journey, claim, outcome: 'skipped', seconds: 0, details: [why] })
  }

  #add(check: Check): void {
    this.all.push(check)
    this.#ended(check)
  }
}

/** As it is printed: a line, and below it why. */
export function checkLines({ journey, claim, outcome, seconds, details }: Check): string[] {
  const time = outcome === 'skipped' ? '' : `  ${seconds.toFixed(1)} s`
  return [`${MARKS[outcome]} ${journey.padEnd(12)} ${claim}${time}`, ...details.map(line => `      ${line}`)]
}
