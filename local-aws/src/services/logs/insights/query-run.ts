import { type EventSource, NewestFirst } from './newest-first.ts'
import type { QueryPlan } from './plan.ts'
import { print } from './print.ts'
import type { Slices, Stage } from './stages/stage.ts'

export interface ResultField {
  field: string
  value: string
}

/** How much of a log is looked at in one slice, at most: a few milliseconds of work. */
const SLICE_EVENTS = 128
const SLICE_CHARACTERS = 256 * 1024

/** A plan applied to events: slice by slice, so that the process goes on to answer in between. */
export class QueryRun {
  recordsMatched = 0
  recordsScanned = 0
  bytesScanned = 0
  readonly results: ResultField[][] = []
  readonly #plan: QueryPlan

  constructor(plan: QueryPlan) {
    this.#plan = plan
  }

  *slices(sources: readonly EventSource[]): Slices {
    const events = new NewestFirst(sources)
    const first = this.#plan.start(() => {
      this.recordsMatched++
    }, this.#collector())
    for (let more = true; more; yield) more = this.#scanSlice(events, first)
    yield* first.finish()
  }

  /** @returns whether there is more to scan */
  #scanSlice(events: NewestFirst, first: Stage): boolean {
    let characters = 0
    for (let count = 0; count < SLICE_EVENTS && characters < SLICE_CHARACTERS; count++) {
      const scanned = first.isFull() ? undefined : events.next()
      if (!scanned) return false
      const { message } = scanned.event
      characters += message.length
      this.recordsScanned++
      this.bytesScanned += Buffer.byteLength(message)
      first.push({ scanned, values: [] })
    }
    return true
  }

  #collector(): Stage {
    return {
      push: row => {
        const fields: ResultField[] = []
        for (const { name, compiled } of this.#plan.columns) {
          const value = print(compiled.read(row), compiled.print)
          if (value !== undefined) fields.push({ field: name, value })
        }
        this.results.push(fields)
      },
      *finish() {},
      isFull: () => false,
    }
  }
}
