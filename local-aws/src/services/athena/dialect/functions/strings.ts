import { bind } from '../bind.ts'
import { notSimulated, QueryError } from '../query-error.ts'
import { type Family, macro, type PrintedCall, same, scalar } from './translation.ts'

const SPECIFIER = /%(?:%|([-,+0]*)(\d*)(?:\.(\d+))?([a-zA-Z]))/g

export const STRINGS: Family = {
  chr: same('chr', 1),
  codepoint: same('unicode', 1),
  concat_ws: same('concat_ws', 2, 127),
  ends_with: same('ends_with', 2),
  format: scalar(1, 127, ({ args, call, text }) => {
    const format = text(0)
    if (format === undefined) throw notSimulated('format with a pattern that is no literal', call.at)
    for (const [specifier, , , , kind] of format.matchAll(SPECIFIER))
      if (specifier !== '%%' && !'sdfxX'.includes(kind ?? ''))
        throw notSimulated(`the specifier ${specifier} of format`, call.at)
    return `printf(${args.join(', ')})`
  }),
  hamming_distance: same('hamming', 2),
  length: same('length', 1),
  levenshtein_distance: same('levenshtein', 2),
  lower: same('lower', 1),
  lpad: macro('lpad', 3),
  ltrim: same('ltrim', 1, 2),
  replace: scalar(2, 3, ({ args: [text, search, by = "''"] }) => `replace(${text}, ${search}, ${by})`),
  rpad: macro('rpad', 3),
  rtrim: same('rtrim', 1, 2),
  split: scalar(2, 3, ({ args: [text, delimiter, limit] }) => {
    return limit ? `trino_split(${text}, ${delimiter}, ${limit})` : `string_split(${text}, ${delimiter})`
  }),
  split_part: macro('split_part', 3),
  split_to_map: macro('split_to_map', 3),
  starts_with: same('starts_with', 2),
  strpos: scalar(2, 3, ({ args: [text, part, instance], call }) => {
    if (instance) throw notSimulated('strpos with an instance', call.at)
    return `strpos(${text}, ${part})`
  }),
  substr: scalar(2, 3, substring),
  substring: scalar(2, 3, substring),
  to_utf8: same('encode', 1),
  translate: same('translate', 3),
  trim: same('trim', 1, 2),
  upper: same('upper', 1),
}

/** DuckDB counts from the end as Trino does, but for a start at 0 and one before the beginning. */
function substring({ args, call }: PrintedCall): string {
  const positive = call.args.slice(1).every(each => each.kind === 'integer' && Number(each.text) > 0)
  return `${positive ? 'substr' : 'trino_substr'}(${args.join(', ')})`
}

export const REGULAR_EXPRESSIONS: Family = {
  regexp_count: scalar(2, 2, ({ args: [text, pattern] }) => `len(regexp_extract_all(${text}, ${pattern}))`),
  regexp_extract: scalar(2, 3, ({ args: [text = '', pattern = '', group = '0'] }) => {
    const found = (t: string) =>
      `CASE WHEN regexp_matches(${t}, ${pattern}) THEN regexp_extract(${t}, ${pattern}, ${group}) END`
    return bind([text], found)
  }),
  regexp_extract_all: same('regexp_extract_all', 2, 3),
  regexp_like: same('regexp_matches', 2),
  regexp_replace: scalar(2, 3, ({ args: [text, pattern, by], call, text: literal }) => {
    if (!by) return `regexp_replace(${text}, ${pattern}, '', 'g')`
    const replacement = literal(2)
    if (replacement === undefined)
      throw notSimulated('regexp_replace with a replacement that is no literal', call.at)
    return `regexp_replace(${text}, ${pattern}, '${re2Replacement(replacement).replaceAll("'", "''")}', 'g')`
  }),
  regexp_split: same('string_split_regex', 2),
}

/** Writes `$1` of Java as `\1`, and what has a meaning only in RE2 without it. */
function re2Replacement(replacement: string): string {
  return replacement.replace(/\\(.)|\$(\d)|\$|\\/g, (match, escaped?: string, group?: string) => {
    if (group) return `\\${group}`
    if (escaped === undefined)
      throw new QueryError('INVALID_FUNCTION_ARGUMENT', `Illegal group reference: ${match}`)
    return escaped === '\\' ? '\\\\' : escaped
  })
}

export const BYTES_AND_URLS: Family = {
  from_base64: same('from_base64', 1),
  from_hex: same('unhex', 1),
  from_utf8: same('decode', 1),
  md5: scalar(1, 1, ({ args: [bytes] }) => `unhex(md5(${bytes}))`),
  sha1: scalar(1, 1, ({ args: [bytes] }) => `unhex(sha1(${bytes}))`),
  sha256: scalar(1, 1, ({ args: [bytes] }) => `unhex(sha256(${bytes}))`),
  to_base64: same('to_base64', 1),
  to_hex: same('hex', 1),
  url_decode: scalar(1, 1, ({ args: [url] }) => `url_decode(replace(${url}, '+', ' '))`),
  url_encode: scalar(1, 1, ({ args: [text] }) => {
    return `replace(replace(replace(url_encode(${text}), '%20', '+'), '~', '%7E'), '%2A', '*')`
  }),
  url_extract_fragment: macro('url_fragment', 1),
  url_extract_host: macro('url_host', 1),
  url_extract_parameter: macro('url_parameter', 2),
  url_extract_path: macro('url_path', 1),
  url_extract_port: macro('url_port', 1),
  url_extract_protocol: macro('url_protocol', 1),
  url_extract_query: macro('url_query', 1),
}
