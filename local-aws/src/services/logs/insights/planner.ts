import { compileAggregate } from './aggregates/compile-aggregate.ts'
import { compileExpression } from './compile-expression.ts'
import { type Compiled, compiledValue } from './compiled.ts'
import { malformedQuery } from './malformed-query.ts'
import { Scope } from './scope.ts'
import { assignStage } from './stages/assign.ts'
import { dedupStage } from './stages/dedup.ts'
import { filterStage } from './stages/filter.ts'
import { limitStage } from './stages/limit.ts'
import { parseStage } from './stages/parse.ts'
import { type SortOrder, sortStage } from './stages/sort.ts'
import type { StageMaker } from './stages/stage.ts'
import { type StatsPlan, statsStage } from './stages/stats.ts'
import { unnestStage } from './stages/unnest.ts'
import type { Surroundings } from './surroundings.ts'
import type { Command, Expression, Item } from './syntax-tree.ts'

/** A field of the results. */
export interface Column {
  name: string
  compiled: Compiled
}

/** "A query can have a maximum of two stats commands" (*stats*). */
const MAX_STATS = 2

/** Compiles commands one after the other: each changes what the next can name. */
export class Planner {
  /** Up to the first command that looks at several events. */
  readonly perEvent: StageMaker[] = []
  readonly others: StageMaker[] = []
  #surroundings: Surroundings
  /** In the order of the results; by name. */
  #columns = new Map<string, Column>()
  /** Whether the query says which fields it wants. */
  #chosen = false
  /** The kinds of the commands so far. */
  readonly #before: Command['kind'][] = []

  constructor(now: number) {
    this.#surroundings = { scope: new Scope(true), now }
  }

  /** @param taken how many rows the commands behind this one take */
  add(command: Command, taken: number): void {
    this.#checkOrder(command)
    this.#before.push(command.kind)
    const stage = this.#stage(command, taken)
    if (!stage) return
    const perEvent = this.others.length === 0 && PER_EVENT.includes(command.kind)
    if (perEvent) this.perEvent.push(stage)
    else this.others.push(stage)
  }

  /** Without `fields`, "the results show the @timestamp and all log data in the @message field". */
  finalColumns(): Column[] {
    const columns = [...this.#columns.values()]
    if (!this.#surroundings.scope.ofEvents) return columns
    const ofEvent = (...names: string[]) => names.map(name => this.#eventColumn(name))
    return this.#chosen
      ? [...columns, ...ofEvent('@ptr')]
      : [...ofEvent('@timestamp', '@message'), ...columns, ...ofEvent('@ptr')]
  }

  #eventColumn(name: string): Column {
    return { name, compiled: this.#surroundings.scope.field([name], { start: 0, end: 0 }) }
  }

  #checkOrder({ kind, start, end }: Command): void {
    const refuse = (reason: string) =>
      malformedQuery(`unexpected symbol found ${kind}: ${reason}`, { start, end })
    // "The only query command that you can use in a query after the dedup command is limit."
    if (this.#before.includes('dedup') && kind !== 'limit') throw refuse('only limit can follow dedup')
    if (kind !== 'stats') return
    const earlier = this.#before.filter(before => before === 'stats').length
    if (earlier >= MAX_STATS) throw refuse(`a query has at most ${MAX_STATS} of them`)
    // "If you use a sort or limit command, it must appear after the second stats command."
    const misplaced = this.#before.find(before => before === 'sort' || before === 'limit')
    if (earlier > 0 && misplaced) throw refuse(`a second one cannot follow ${misplaced}`)
  }

  #stage(command: Command, taken: number): StageMaker | undefined {
    switch (command.kind) {
      case 'fields':
        return this.#fields(command.items)
      case 'display':
        this.#columns.clear()
        return this.#fields(command.items)
      case 'filter':
        return filterStage(this.#compile(command.condition))
      case 'parse':
        return this.#parse(command)
      case 'stats':
        return this.#statistics(command)
      case 'sort':
        return sortStage(this.#orders(command.keys), taken)
      case 'limit':
        return limitStage(command.count, command.any)
      case 'dedup':
        return dedupStage(command.keys.map(key => this.#compile(key)))
      case 'unnest':
        return this.#unnest(command)
    }
  }

  #orders(keys: (Command & { kind: 'sort' })['keys']): SortOrder[] {
    return keys.map(({ expression, descending }) => ({ compiled: this.#compile(expression), descending }))
  }

  #compile(expression: Expression): Compiled {
    return compileExpression(expression, this.#surroundings)
  }

  /** Fields as they are need no slot. */
  #fields(items: readonly Item[]): StageMaker | undefined {
    this.#chosen = true
    const assignments = items.flatMap(({ expression, alias }) => {
      const compiled = this.#compile(expression)
      const name = alias?.name ?? nameOf(expression)
      const known = !alias && (expression.kind === 'field' || this.#surroundings.scope.made(name))
      if (!known) return [this.#make(name, compiled, alias ?? expression)]
      this.#show(name, compiled)
      return []
    })
    return assignments.length > 0 ? assignStage(assignments) : undefined
  }

  #parse({ source, pattern, names }: Command & { kind: 'parse' }): StageMaker {
    const compiled = this.#compile(source)
    const targets = names.map(({ name, part, ...span }) => ({
      slot: this.#define(name, 'plain', span),
      part,
    }))
    return parseStage(compiled, pattern, targets)
  }

  #unnest({ list, name }: Command & { kind: 'unnest' }): StageMaker {
    const compiled = this.#compile(list)
    return unnestStage(compiled, this.#define(name.name, 'plain', name))
  }

  #make(name: string, compiled: Compiled, span: { start: number; end: number }) {
    return { slot: this.#define(name, compiled.print, span), compiled }
  }

  /** Makes a field of a new slot, and a column of it. */
  #define(name: string, print: Compiled['print'], span: { start: number; end: number }): number {
    const { scope } = this.#surroundings
    const slot = scope.addSlot()
    this.#show(name, scope.define(name, slot, print, span))
    return slot
  }

  #show(name: string, compiled: Compiled): void {
    this.#columns.set(name, { name, compiled })
  }

  #statistics({ items, by }: Command & { kind: 'stats' }): StageMaker {
    const before = this.#surroundings
    const keys = by.map(({ expression }) => compileExpression(expression, before))
    const scope = new Scope(false)
    const aggregates: StatsPlan['aggregates'][number][] = []
    this.#surroundings = { scope, now: before.now }
    this.#columns.clear()
    this.#chosen = true
    for (const [index, { expression, alias }] of by.entries()) {
      const print = keys[index]?.print ?? 'plain'
      this.#define(alias?.name ?? nameOf(expression), print, alias ?? expression)
    }
    const inStats: Surroundings = {
      ...this.#surroundings,
      aggregate: call => {
        const aggregate = compileAggregate(call, before.scope.ofEvents, argument =>
          compileExpression(argument, before),
        )
        if (!aggregate) return undefined
        const slot = scope.addSlot()
        aggregates.push({ slot, make: aggregate.make })
        return compiledValue(row => row.values[slot], aggregate.print)
      },
    }
    const results = items.map(({ expression, alias }) =>
      this.#make(
        alias?.name ?? nameOf(expression),
        compileExpression(expression, inStats),
        alias ?? expression,
      ),
    )
    return statsStage({ keys, aggregates, results })
  }
}

const PER_EVENT: readonly Command['kind'][] = ['fields', 'display', 'filter', 'parse', 'unnest']

function nameOf(expression: Expression): string {
  return expression.kind === 'field' ? expression.name : expression.text
}
