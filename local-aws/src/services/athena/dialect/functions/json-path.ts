import { notSimulated, type Position, QueryError } from '../query-error.ts'

const STEP =
  /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\.("(?:[^"\\])*")/y

/**
 * A JSON path of Trino as one of DuckDB.
 *
 * @throws QueryError for a path that is malformed, and for the wildcards that the local AWS does not simulate
 */
export function duckdbJsonPath(path: string, at: Position): string {
  if (!path.startsWith('$')) return duckdbJsonPath(path.startsWith('[') ? `$${path}` : `$.${path}`, at)
  let written = '$'
  for (STEP.lastIndex = 1; STEP.lastIndex < path.length; ) {
    const from = STEP.lastIndex
    const step = STEP.exec(path)
    if (!step) throw invalid(path, from, at)
    const [, name, index, double, single, quotedName] = step
    if (index !== undefined) written += `[${Number(index)}]`
    else written += `.${member(name ?? double ?? single ?? quotedName?.slice(1, -1) ?? '', at)}`
  }
  return written
}

function member(name: string, at: Position): string {
  if (/["\\]/.test(name)) throw notSimulated('a JSON path with a quote or a backslash in a name', at)
  return `"${name}"`
}

function invalid(path: string, from: number, at: Position): QueryError {
  const rest = path.slice(from)
  if (/^(\.\*|\[\*\]|\.\.)/.test(rest)) return notSimulated(`the JSON path '${path}' with a wildcard`, at)
  return new QueryError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`, at)
}
