import { Alphabet, holds, type Neighbour } from './alphabet.ts'
import type { Instruction } from './program.ts'
import type { StepBudget } from './step-budget.ts'

/** What has been read so far, as far as it matters: the instructions that wait for the next character. */
interface State {
  waiting: readonly number[]
  before: Neighbour
}

/** When as many are known, they are forgotten: an expression can have exponentially many. */
const MAX_STATES = 500

/** That many characters take the time of a step where the states are known already. */
const CHARACTERS_IN_A_STEP = 16

const START = 0
/** Instead of a state: the text so far contains a match. */
const FOUND = -1
const UNKNOWN = -2

/** Whether a text contains a match, by a deterministic automaton that is made as far as texts need it. */
export class RegexSearch {
  readonly #program: readonly Instruction[]
  readonly #alphabet: Alphabet
  readonly #memberships: (boolean[] | undefined)[]
  readonly #budget: StepBudget
  #states: State[] = []
  #numbers = new Map<string, number>()
  /** The state after each state and symbol. */
  readonly #next: Int32Array

  constructor(program: readonly Instruction[], budget: StepBudget) {
    this.#program = program
    this.#budget = budget
    this.#alphabet = new Alphabet(program)
    this.#memberships = program.map(instruction =>
      instruction.kind === 'characters' ? this.#alphabet.membership(instruction.set) : undefined,
    )
    this.#next = new Int32Array(MAX_STATES * this.#alphabet.size)
    this.#forget()
  }

  test(text: string): boolean {
    this.#budget.renew()
    this.#budget.spend(text.length / CHARACTERS_IN_A_STEP)
    const alphabet = this.#alphabet
    const { size, unitSymbols } = alphabet
    const next = this.#next
    const last = text.length - 1
    let state = START
    for (let index = 0; index < last; index++) {
      const unit = text.charCodeAt(index)
      const symbol =
        unit < unitSymbols.length ? (unitSymbols[unit] as number) : alphabet.symbolAt(text, index)
      const known = next[state * size + symbol] as number
      state = known === UNKNOWN ? this.#step(state, symbol) : known
      if (state === FOUND) return true
    }
    // Only here can a line break be the last one.
    for (let index = Math.max(last, 0); index <= text.length && state !== FOUND; index++) {
      const symbol = alphabet.symbolAt(text, index)
      const known = next[state * size + symbol] as number
      state = known === UNKNOWN ? this.#step(state, symbol) : known
    }
    return state === FOUND
  }

  #step(from: number, symbol: number): number {
    const state = this.#states[from] as State
    const after = this.#alphabet.neighbour(symbol)
    const reached = this.#reached(state, after)
    const full = this.#states.length === MAX_STATES
    if (full) this.#forget()
    const to = reached ? this.#number(this.#taking(reached, symbol), after) : FOUND
    if (!full) this.#next[from * this.#alphabet.size + symbol] = to
    return to
  }

  /**
   * The instructions that take a character here; undefined where one of them ends a match. A match may begin anywhere, so
   * the first instruction is always reached.
   */
  #reached(state: State, after: Neighbour): number[] | undefined {
    const seen = new Set<number>()
    const pending = [...state.waiting, 0]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const instruction = this.#program[at] as Instruction
      if (instruction.kind === 'match') return undefined
      if (instruction.kind === 'split') pending.push(instruction.first, instruction.second)
      if (instruction.kind === 'jump') pending.push(instruction.to)
      if (instruction.kind === 'mark') pending.push(at + 1)
      if (instruction.kind === 'assertion' && holds(instruction.assertion, state.before, after))
        pending.push(at + 1)
    }
    this.#budget.spend(seen.size)
    return [...seen]
  }

  #taking(reached: readonly number[], symbol: number): number[] {
    return reached
      .filter(at => this.#memberships[at]?.[symbol])
      .map(at => at + 1)
      .sort((a, b) => a - b)
  }

  #number(waiting: readonly number[], before: Neighbour): number {
    const key = `${before} ${waiting.join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#states.push({ waiting, before }) - 1
    this.#numbers.set(key, number)
    return number
  }

  #forget(): void {
    this.#next.fill(UNKNOWN)
    this.#states = []
    this.#numbers = new Map()
    this.#number([], 'none')
  }
}
