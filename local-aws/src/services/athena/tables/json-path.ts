import type { HiveField, HiveType } from './hive-type.ts'
import { elementPath, fieldPath } from './json-value.ts'

/** A struct among the columns of a table; the line itself is the first. */
export interface StructNode {
  /** See {@link fieldPath}; empty for the line. */
  readonly path: string
  readonly fields: readonly HiveField[]
  /** How to get there from the line: names of fields, and what stands for all elements of an array or map. */
  readonly steps: readonly (FieldStep | '[*]' | '.*')[]
}

export interface FieldStep {
  /** The path of the field. */
  readonly path: string
}

/** The line, and all structs in columns. */
export function structNodes(columns: readonly HiveField[]): StructNode[] {
  return nodesOf({ kind: 'struct', fields: columns }, '', [])
}

function nodesOf(type: HiveType, path: string, steps: StructNode['steps']): StructNode[] {
  switch (type.kind) {
    case 'struct': {
      const below = type.fields.flatMap(field => {
        const inner = fieldPath(path, field.name)
        return nodesOf(field.type, inner, [...steps, { path: inner }])
      })
      return [{ path, fields: type.fields, steps }, ...below]
    }
    case 'array':
      return nodesOf(type.element, elementPath(path), [...steps, '[*]'])
    case 'map':
      return nodesOf(type.value, elementPath(path), [...steps, '.*'])
    case 'scalar':
      return []
  }
}

/**
 * The paths in DuckDB's syntax that lead to a struct, one for each combination of spellings.
 *
 * @param spellings of the fields, by their path; a field without one leads nowhere
 */
export function jsonPaths(
  { steps }: StructNode,
  spellings: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  return steps.reduce(
    (paths: string[], step) => {
      if (typeof step === 'string') return paths.map(path => `${path}${step}`)
      return paths.flatMap(path => [...(spellings.get(step.path) ?? [])].map(key => `${path}."${key}"`))
    },
    ['$'],
  )
}
