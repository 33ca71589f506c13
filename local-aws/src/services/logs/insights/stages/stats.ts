import type { Accumulator, AggregateMaker } from '../aggregates/accumulator.ts'
import type { Compiled } from '../compiled.ts'
import type { Row } from '../row.ts'
import { textOf, type Value } from '../value.ts'
import { ROWS_A_SLICE, type StageMaker } from './stage.ts'

/** What `stats` calculates, with the slots of the rows that it makes. */
export interface StatsPlan {
  /** In the first slots. */
  keys: readonly Compiled[]
  aggregates: readonly { slot: number; make: AggregateMaker }[]
  /** Calculated of the keys, the aggregates and one another, in this order. */
  results: readonly { slot: number; compiled: Compiled }[]
}

interface Group {
  keys: Value[]
  accumulators: Accumulator[]
}

/** Makes a row of each group of rows with equal keys. */
export function statsStage({ keys, aggregates, results }: StatsPlan): StageMaker {
  return next => {
    const groups = new Groups(
      keys,
      aggregates.map(({ make }) => make),
    )
    return {
      push(row) {
        for (const accumulator of groups.of(row).accumulators) accumulator.add(row)
      },
      *finish() {
        let made = 0
        for (const group of groups.all()) {
          const row: Row = { scanned: undefined, values: [...group.keys] }
          for (const [index, { slot }] of aggregates.entries()) {
            row.values[slot] = yield* (group.accumulators[index] as Accumulator).result()
          }
          for (const { slot, compiled } of results) row.values[slot] = compiled.read(row)
          next.push(row)
          if (++made % ROWS_A_SLICE === 0) yield
        }
        yield* next.finish()
      },
      isFull: () => false,
    }
  }
}

class Groups {
  readonly #keys: readonly Compiled[]
  readonly #aggregates: readonly AggregateMaker[]
  readonly #byText = new Map<string, Group>()
  /** Of a single key, by its value: finding a group by its text takes several times as long. */
  readonly #byValue = new Map<Value, Group>()

  constructor(keys: readonly Compiled[], aggregates: readonly AggregateMaker[]) {
    this.#keys = keys
    this.#aggregates = aggregates
  }

  of(row: Row): Group {
    const [key] = this.#keys
    if (!key || this.#keys.length > 1) return this.#find(this.#keys.map(({ read }) => read(row)))
    const value = key.read(row)
    const known = this.#byValue.get(value)
    if (known) return known
    const group = this.#find([value])
    if (typeof value !== 'object') this.#byValue.set(value, group)
    return group
  }

  all(): Iterable<Group> {
    return this.#byText.values()
  }

  #find(keys: Value[]): Group {
    const text = keys.length === 0 ? '' : JSON.stringify(keys.map(textOf))
    const known = this.#byText.get(text)
    if (known) return known
    const made = { keys, accumulators: this.#aggregates.map(make => make()) }
    this.#byText.set(text, made)
    return made
  }
}
