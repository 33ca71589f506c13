import type { SelectItem } from './tree.ts'

type NamedRelation = { readonly alias: string; readonly names: readonly string[] }

/** What names mean at a place of a query. */
export class Scope {
  readonly #parent: Scope | undefined
  readonly #lambda: ReadonlyMap<string, string>
  readonly #commonTables = new Set<string>()
  readonly #relations: NamedRelation[] = []
  readonly #hidesRelations: boolean
  #aliases: ReadonlySet<string> = new Set()
  #resolvesAliases = false

  constructor(
    parent?: Scope,
    lambda: ReadonlyMap<string, string> = new Map(),
    { hidesRelations = false }: { hidesRelations?: boolean } = {},
  ) {
    this.#parent = parent
    this.#lambda = lambda
    this.#hidesRelations = hidesRelations
  }

  child(): Scope {
    return new Scope(this)
  }

  withLambda(parameters: ReadonlyMap<string, string>): Scope {
    return new Scope(this, parameters)
  }

  withoutRelations(): Scope {
    return new Scope(this, new Map(), { hidesRelations: true })
  }

  addCommonTable(name: string): void {
    this.#commonTables.add(name)
  }

  isCommonTable(name: string): boolean {
    return this.#commonTables.has(name) || (this.#parent?.isCommonTable(name) ?? false)
  }

  addRelation(alias: string, names: readonly string[]): void {
    this.#relations.push({ alias, names })
  }

  /** The names that the SELECT gives to its columns; only ORDER BY may use them. */
  setAliases(items: readonly SelectItem[]): void {
    this.#aliases = new Set(
      items.flatMap(item => (item.kind === 'expression' && item.alias ? [item.alias] : [])),
    )
  }

  resolvingAliases<T>(print: () => T): T {
    this.#resolvesAliases = true
    const printed = print()
    this.#resolvesAliases = false
    return printed
  }

  lambdaParameter(name: string): string | undefined {
    return this.#lambda.get(name) ?? this.#parent?.lambdaParameter(name)
  }

  /**
   * The relation whose column a name is, where DuckDB would take the name for an alias of the SELECT: it lets
   * aliases be used in WHERE, GROUP BY and HAVING, which Trino does not.
   */
  relationBehindAlias(name: string): string | undefined {
    if (this.#relations.length === 0 && this.#lambda.size > 0) return this.#parent?.relationBehindAlias(name)
    if (this.#resolvesAliases || !this.#aliases.has(name) || this.#relations.length !== 1) return undefined
    return this.#relations[0]?.alias
  }

  /** Whether a name may be a column of an outer query, or a lambda's parameter. */
  get seesOuterQuery(): boolean {
    if (this.#lambda.size > 0) return true
    if (this.#hidesRelations || !this.#parent) return false
    return this.#parent.#relations.length > 0 || this.#parent.seesOuterQuery
  }

  /** The relation that the first of these names are, such as `db.events` of `db.events.time`. */
  relationOf(names: readonly string[]): { path: readonly string[]; length: number } | undefined {
    const [first, ...rest] = names
    if (first === undefined) return undefined
    if (this.#relations.some(each => each.alias === first)) return { path: [first], length: 1 }
    for (const { alias, names: qualified } of this.#relations)
      for (let from = 0; from < qualified.length - 1; from += 1) {
        const suffix = qualified.slice(from)
        if (rest.length + 1 >= suffix.length && suffix.every((name, index) => name === names[index]))
          return { path: [alias], length: suffix.length }
      }
    return this.#hidesRelations ? undefined : this.#parent?.relationOf(names)
  }
}
