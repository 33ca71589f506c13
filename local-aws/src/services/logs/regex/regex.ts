import { RegexCaptures } from './captures.ts'
import { parseRegex } from './parse-regex.ts'
import { compileRegex, type Instruction } from './program.ts'
import { RegexSearch } from './search.ts'
import { MAX_STEPS, StepBudget } from './step-budget.ts'
import type { RegexNode } from './syntax.ts'

/**
 * A regular expression of a query or a filter pattern. Node.js's own expressions backtrack, so that one such as `(a+)+b`
 * could stop the process. This one takes a time proportional to the text and to the size of the expression.
 */
export class Regex {
  /** Of the capturing groups, from the left; undefined for one without a name. */
  readonly groupNames: readonly (string | undefined)[]
  readonly #program: readonly Instruction[]
  readonly #search: RegexSearch
  /** Text that every match contains: searching for it is far cheaper. */
  readonly #needle: string
  /** The needle is all that there is to find. */
  readonly #literal: boolean
  /** Text that every match begins with. */
  readonly #prefix: string
  readonly #budget: StepBudget
  #captures: RegexCaptures | undefined

  /**
   * @param maxSteps how much it may do in one text
   * @throws RegexError
   */
  constructor(source: string, maxSteps = MAX_STEPS) {
    const { node, groupNames } = parseRegex(source)
    this.groupNames = groupNames
    this.#program = compileRegex(node)
    this.#budget = new StepBudget(maxSteps)
    this.#search = new RegexSearch(this.#program, this.#budget)
    const runs = literalRuns(node)
    this.#needle = runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '')
    this.#literal = isLiteral(node)
    this.#prefix = node.kind === 'sequence' ? literalPrefix(node.items) : ''
  }

  /** What it has done since it was made, in all texts. */
  get steps(): number {
    return this.#budget.spent
  }

  test(text: string): boolean {
    if (!text.includes(this.#needle)) return false
    return this.#literal || this.#search.test(text)
  }

  /** The groups of the first match; undefined where there is none. */
  groups(text: string): (string | undefined)[] | undefined {
    if (!this.test(text)) return undefined
    this.#captures ??= new RegexCaptures(this.#program, this.groupNames.length, this.#prefix, this.#budget)
    return this.#captures.find(text)
  }
}

/** The one character of a node that stands for one. */
function character(node: RegexNode): string | undefined {
  if (node.kind !== 'characters') return undefined
  const [only, ...more] = node.set
  return only && more.length === 0 && only[0] === only[1] ? String.fromCharCode(only[0]) : undefined
}

function isLiteral(node: RegexNode): boolean {
  if (node.kind === 'sequence') return node.items.every(isLiteral)
  return character(node) !== undefined
}

function literalPrefix(items: readonly RegexNode[]): string {
  const characters = items.map(character)
  const end = characters.indexOf(undefined)
  return characters.slice(0, end < 0 ? undefined : end).join('')
}

/** Texts that every match contains. */
function literalRuns(node: RegexNode): string[] {
  if (node.kind === 'group') return literalRuns(node.item)
  if (node.kind === 'repetition') return node.minimum > 0 ? literalRuns(node.item) : []
  if (node.kind !== 'sequence') return [character(node) ?? '']
  const runs = ['']
  for (const item of node.items) {
    const next = character(item)
    if (next === undefined) runs.push(...literalRuns(item), '')
    else runs.push((runs.pop() ?? '') + next)
  }
  return runs
}
