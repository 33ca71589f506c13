import { MAX_LIMIT, parseQuery } from './parser.ts'
import { type Column, Planner } from './planner.ts'
import { limitStage } from './stages/limit.ts'
import type { Stage, StageMaker } from './stages/stage.ts'
import type { Command } from './syntax-tree.ts'

/** "If you omit limit, the query defaults to returning up to 10,000 log events" (*limit*). */
const DEFAULT_LIMIT = 10_000

/** A query that is ready to be run. */
export class QueryPlan {
  readonly columns: readonly Column[]
  readonly #perEvent: readonly StageMaker[]
  readonly #others: readonly StageMaker[]

  /**
   * @param now when the query is started; ms since the epoch
   * @param limit of the request
   * @throws AwsError `MalformedQueryException`
   */
  constructor(query: string, now: number, limit?: number) {
    const commands = parseQuery(query)
    const limited = commands.some(({ kind }) => kind === 'limit')
    const finalLimit = limit ?? (limited ? MAX_LIMIT : DEFAULT_LIMIT)
    const planner = new Planner(now)
    for (const [index, command] of commands.entries()) {
      planner.add(command, rowsTaken(commands.slice(index + 1), finalLimit))
    }
    this.columns = planner.finalColumns()
    this.#perEvent = planner.perEvent
    this.#others = [...planner.others, limitStage(finalLimit, false)]
  }

  /**
   * @param matched called with each row that passed the commands that look at one event at a time
   * @returns the first stage
   */
  start(matched: () => void, results: Stage): Stage {
    const counting: StageMaker = next => ({
      push(row) {
        matched()
        next.push(row)
      },
      finish: () => next.finish(),
      isFull: () => next.isFull(),
    })
    return [...this.#perEvent, counting, ...this.#others].reduceRight((next, make) => make(next), results)
  }
}

/** How many rows the commands take, at most; those beyond make no difference. */
function rowsTaken(commands: readonly Command[], finalLimit: number): number {
  let taken = finalLimit
  for (const command of commands) {
    if (command.kind === 'limit') taken = Math.min(taken, command.count)
    else if (!ROW_BY_ROW.includes(command.kind)) return Number.POSITIVE_INFINITY
  }
  return taken
}

/** Commands that pass on each row. */
const ROW_BY_ROW: readonly Command['kind'][] = ['fields', 'display', 'parse']
