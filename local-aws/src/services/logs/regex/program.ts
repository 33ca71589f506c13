import type { CharacterSet } from './character-set.ts'
import { type Assertion, RegexError, type RegexNode } from './syntax.ts'

/** One step of a match. Steps that take no character follow one another at the same place. */
export type Instruction =
  | { kind: 'characters'; set: CharacterSet }
  /** Goes on at both; what `first` leads to is preferred. */
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; to: number }
  | { kind: 'assertion'; assertion: Assertion }
  /** Notes the place: `2 * group` where a group begins, one more where it ends. */
  | { kind: 'mark'; slot: number }
  | { kind: 'match' }

const MAX_INSTRUCTIONS = 1000

/**
 * A nondeterministic automaton (K. Thompson, *Regular expression search algorithm*, 1968): it needs at most as many steps
 * as its size times the length of the text, whatever the expression.
 *
 * @throws RegexError where the expression is too large
 */
export function compileRegex(node: RegexNode): Instruction[] {
  const program: Instruction[] = []

  function emit(instruction: Instruction): number {
    if (program.length >= MAX_INSTRUCTIONS) {
      throw new RegexError(`more than ${MAX_INSTRUCTIONS} steps, each repetition counted`, 0)
    }
    return program.push(instruction) - 1
  }

  function compile(part: RegexNode): void {
    switch (part.kind) {
      case 'characters':
        emit({ kind: 'characters', set: part.set })
        return
      case 'assertion':
        emit({ kind: 'assertion', assertion: part.assertion })
        return
      case 'sequence':
        for (const item of part.items) compile(item)
        return
      case 'group':
        emit({ kind: 'mark', slot: 2 * part.index })
        compile(part.item)
        emit({ kind: 'mark', slot: 2 * part.index + 1 })
        return
      case 'choice':
        return compileChoice(part.items)
      case 'repetition':
        return compileRepetition(part)
    }
  }

  function compileChoice([item, ...others]: readonly RegexNode[]): void {
    if (!item) return
    if (others.length === 0) return compile(item)
    const split = emit({ kind: 'split', first: program.length + 1, second: 0 })
    compile(item)
    const jump = emit({ kind: 'jump', to: 0 })
    program[split] = { kind: 'split', first: split + 1, second: program.length }
    compileChoice(others)
    program[jump] = { kind: 'jump', to: program.length }
  }

  function compileRepetition({ item, minimum, maximum, lazy }: RegexNode & { kind: 'repetition' }): void {
    for (let time = 0; time < minimum; time++) compile(item)
    if (maximum === Number.POSITIVE_INFINITY) {
      const split = emit({ kind: 'jump', to: 0 })
      compile(item)
      emit({ kind: 'jump', to: split })
      program[split] = preferring(lazy, split + 1, program.length)
      return
    }
    const splits: number[] = []
    for (let time = minimum; time < maximum; time++) {
      splits.push(emit({ kind: 'jump', to: 0 }))
      compile(item)
    }
    for (const split of splits) program[split] = preferring(lazy, split + 1, program.length)
  }

  compile(node)
  emit({ kind: 'match' })
  return program
}

function preferring(lazy: boolean, again: number, on: number): Instruction {
  return { kind: 'split', first: lazy ? on : again, second: lazy ? again : on }
}
