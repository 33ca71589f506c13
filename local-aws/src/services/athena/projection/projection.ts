import type { CatalogTable } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import { type TableLocation, tableLocation } from '../tables/table-location.ts'
import { escapeRegex } from './date-pattern.ts'
import { projectedColumn } from './projected-column.ts'
import type { ProjectedValues } from './projected-values.ts'

/** Whether the partitions of a table are computed instead of kept in the catalog. */
export function isProjected({ parameters, partitionKeys }: CatalogTable): boolean {
  return partitionKeys.length > 0 && parameters['projection.enabled']?.trim().toLowerCase() === 'true'
}

/** `${column}` in a location template. */
const PLACEHOLDER = /\$\{([^${}]*)\}/

/**
 * The partitions of a table by the keys of its objects: instead of every location that the projection has, which may
 * be millions, those where something is.
 */
export class Projection {
  /** The bucket of all partitions, and the prefix that their keys have in common. */
  readonly root: TableLocation
  /** The partition columns whose value queries must state. */
  readonly injected: readonly string[]
  readonly #names: readonly string[]
  readonly #columns: ReadonlyMap<string, ProjectedValues>
  readonly #regex: RegExp
  /** The column of each group of the regular expression. */
  readonly #groups: readonly string[]

  /**
   * @param now in ms since the epoch
   * @throws QueryFailure for a table property that is missing or invalid
   */
  constructor(table: CatalogTable, now: number) {
    this.#names = table.partitionKeys.map(({ name }) => name)
    const properties = lowerCaseNames(table.parameters)
    this.#columns = new Map(
      this.#names.map(name => [
        name,
        projectedColumn(name, property => properties.get(`projection.${name}.${property}`), now),
      ]),
    )
    this.injected = this.#names.filter(name => this.#columns.get(name)?.injected)
    const template = tableLocation(
      properties.get('storage.location.template') ?? this.#defaultTemplate(table),
    )
    const parts = template.prefix.split(PLACEHOLDER)
    this.#groups = parts.filter((_, index) => index % 2 === 1).map(name => name.toLowerCase())
    this.#checkPlaceholders()
    this.root = { bucket: template.bucket, prefix: parts[0] ?? '' }
    const sources = parts.map((part, index) =>
      index % 2 === 0 ? escapeRegex(part) : `(${this.#columns.get(part.toLowerCase())?.source})`,
    )
    this.#regex = new RegExp(`^${sources.join('')}`, 's')
  }

  /**
   * The partition that an object belongs to, by its values, and the object's path there; undefined if the projection
   * has no such partition.
   */
  find(key: string): { values: string[]; path: string } | undefined {
    const match = this.#regex.exec(key)
    if (!match) return undefined
    const values = new Map<string, string>()
    for (const [index, name] of this.#groups.entries()) {
      const value = match[index + 1] as string
      if ((values.get(name) ?? value) !== value || !this.#columns.get(name)?.has(value)) return undefined
      values.set(name, value)
    }
    return {
      values: this.#names.map(name => values.get(name) as string),
      path: key.slice(match[0].length),
    }
  }

  /** "…the partitions are in Hive-style folders": `<location>/year=2026/month=11/`. */
  #defaultTemplate({ storage }: CatalogTable): string {
    const { bucket, prefix } = tableLocation(storage.location)
    return `s3://${bucket}/${prefix}${this.#names.map(name => `${name}=\${${name}}/`).join('')}`
  }

  #checkPlaceholders(): void {
    const unknown = this.#groups.find(name => !this.#columns.has(name))
    if (unknown !== undefined) {
      throw new QueryFailure(
        `INVALID_TABLE_PROPERTY: The table property storage.location.template has \${${unknown}}, which is not a partition column.`,
      )
    }
    const missing = this.#names.find(name => !this.#groups.includes(name))
    if (missing !== undefined) {
      throw new QueryFailure(
        `INVALID_TABLE_PROPERTY: The table property storage.location.template lacks the partition column \${${missing}}.`,
      )
    }
  }
}

/** Property names are those of columns, which have no case. */
function lowerCaseNames(parameters: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]))
}
