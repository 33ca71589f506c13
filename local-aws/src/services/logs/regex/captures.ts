import { Alphabet, holds } from './alphabet.ts'
import type { Instruction } from './program.ts'
import type { StepBudget } from './step-budget.ts'

interface Thread {
  at: number
  /** Where groups begin and end, as `mark` numbers them. */
  marks: readonly (number | undefined)[]
}

/** The groups of the first match in a text, all ways at once, the preferred ones first (R. Pike's algorithm). */
export class RegexCaptures {
  readonly #program: readonly Instruction[]
  readonly #alphabet: Alphabet
  readonly #memberships: (boolean[] | undefined)[]
  readonly #budget: StepBudget
  readonly #groups: number
  readonly #prefix: string
  /** With which symbols a match can begin; all where one can be empty. */
  readonly #openings: boolean[]
  /** At which place of the text an instruction was last reached. */
  readonly #reachedAt: Int32Array

  /** @param prefix text that each match begins with, empty where there is none */
  constructor(program: readonly Instruction[], groups: number, prefix: string, budget: StepBudget) {
    this.#program = program
    this.#budget = budget
    this.#alphabet = new Alphabet(program)
    this.#memberships = program.map(instruction =>
      instruction.kind === 'characters' ? this.#alphabet.membership(instruction.set) : undefined,
    )
    this.#groups = groups
    this.#prefix = prefix
    this.#reachedAt = new Int32Array(program.length)
    this.#openings = this.#findOpenings()
  }

  /** @returns the text of each group, undefined for one that takes no part; undefined where nothing matches */
  find(text: string): (string | undefined)[] | undefined {
    const marks = this.#firstMatch(text)
    if (!marks) return undefined
    return Array.from({ length: this.#groups }, (_, group) => {
      const [start, end] = [marks[2 * group], marks[2 * group + 1]]
      return start === undefined || end === undefined ? undefined : text.slice(start, end)
    })
  }

  #firstMatch(text: string): Thread['marks'] | undefined {
    this.#reachedAt.fill(-1)
    this.#budget.renew()
    const start = text.indexOf(this.#prefix)
    if (start < 0) return undefined
    let before = start === 0 ? this.#alphabet.end : this.#alphabet.symbolAt(text, start - 1)
    let waiting: Thread[] = []
    let found: Thread['marks'] | undefined
    for (let index = start; index <= text.length; index++) {
      const symbol = this.#alphabet.symbolAt(text, index)
      if (waiting.length === 0 && !this.#openings[symbol]) {
        before = symbol
        continue
      }
      const threads: Thread[] = []
      for (const thread of waiting) this.#reach(thread, threads, index, before, symbol)
      if (!found) this.#reach({ at: 0, marks: [] }, threads, index, before, symbol)

      this.#budget.spend(threads.length)
      waiting = []
      for (const { at, marks } of threads) {
        if ((this.#program[at] as Instruction).kind === 'match') {
          found = marks
          break
        }
        if (this.#memberships[at]?.[symbol]) waiting.push({ at: at + 1, marks })
      }
      if (found && waiting.length === 0) break
      before = symbol
    }
    return found
  }

  #findOpenings(): boolean[] {
    const openings = Array.from({ length: this.#alphabet.size }, () => false)
    const seen = new Set<number>()
    const pending = [0]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const instruction = this.#program[at] as Instruction
      if (instruction.kind === 'match') return openings.fill(true)
      if (instruction.kind === 'split') pending.push(instruction.first, instruction.second)
      else if (instruction.kind === 'jump') pending.push(instruction.to)
      else if (instruction.kind !== 'characters') pending.push(at + 1)
      for (const symbol of openings.keys()) if (this.#memberships[at]?.[symbol]) openings[symbol] = true
    }
    return openings
  }

  /** Adds what a thread leads to without taking a character, the preferred ones first. */
  #reach(thread: Thread, threads: Thread[], index: number, before: number, symbol: number): void {
    const pending = [thread]
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { at, marks } = next
      if (this.#reachedAt[at] === index) continue
      this.#reachedAt[at] = index
      const instruction = this.#program[at] as Instruction
      switch (instruction.kind) {
        case 'split':
          pending.push({ at: instruction.second, marks }, { at: instruction.first, marks })
          break
        case 'jump':
          pending.push({ at: instruction.to, marks })
          break
        case 'mark':
          pending.push({ at: at + 1, marks: marked(marks, instruction.slot, index) })
          break
        case 'assertion':
          if (
            holds(instruction.assertion, this.#alphabet.neighbour(before), this.#alphabet.neighbour(symbol))
          )
            pending.push({ at: at + 1, marks })
          break
        default:
          threads.push(next)
      }
    }
  }
}

function marked(marks: Thread['marks'], slot: number, index: number): Thread['marks'] {
  const copy = [...marks]
  copy[slot] = index
  return copy
}
