import { quoted } from '../duckdb-text.ts'
import { notSimulated } from '../query-error.ts'
import { duckdbJsonPath } from './json-path.ts'
import { type Family, macro, type PrintedCall, scalar } from './translation.ts'

export const JSON_FUNCTIONS: Family = {
  is_json_scalar: macro('is_json_scalar', 1),
  json_array_contains: macro('json_array_contains', 2),
  json_array_get: macro('json_array_get', 2),
  json_array_length: macro('json_array_length', 1),
  json_exists: scalar(2, 2, call => `trino_json_exists(${call.args[0]}, ${path(call)})`),
  json_extract: scalar(2, 2, call => `trino_json_extract(${call.args[0]}, ${path(call)})`),
  json_extract_scalar: scalar(2, 2, call => `trino_json_scalar(${call.args[0]}, ${path(call)})`),
  json_format: scalar(1, 1, ({ args: [json] }) => `CAST(${json} AS VARCHAR)`),
  json_parse: scalar(1, 1, ({ args: [text] }) => `json(${text})`),
  json_query: scalar(2, 2, call => `trino_json_query(${call.args[0]}, ${path(call)})`),
  json_size: scalar(2, 2, call => `trino_json_size(${call.args[0]}, ${path(call)})`),
  json_value: scalar(2, 2, call => `trino_json_scalar(${call.args[0]}, ${path(call)})`),
}

function path({ call, text }: PrintedCall): string {
  const written = text(1)
  if (written === undefined) throw notSimulated(`${call.name} with a path that is no literal`, call.at)
  return quoted(duckdbJsonPath(written, call.args[1]?.at ?? call.at))
}
