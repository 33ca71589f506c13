/** A call, or an expression in parentheses or between CASE and END: what DuckDB writes as a part of a conjunction. */
const OPERAND = /^(?:[\w"]*\(.*\)|CASE .* END)$/s

/** Functions that give another value for each row. */
const VOLATILE = /\b(?:random|uuid|gen_random_uuid|uuidv[47]|nextval|setseed)\b/i

/** Plans write BETWEEN for bounds that are not included, too. By itself it holds for too much, which is no harm. */
const BETWEEN = / BETWEEN /
const PLAIN_BETWEEN =
  /^\((?:[^()']|\((?:[^()']|'(?:[^']|'')*')*\))* BETWEEN (?:'(?:[^']|'')*'(?:::\w+)?|[\d.-]+) AND (?:'(?:[^']|'')*'(?:::\w+)?|[\d.-]+)\)$/

/**
 * The conditions that all hold where a condition holds, in the SQL of DuckDB's plans: `((a > 1) AND (b = 'x'))`.
 * Those that depend on chance, and those that plans do not show as they are, are left out.
 */
export function conjunctsOf(condition: string): string[] {
  const parts = partsOf(condition)
  const conjuncts = parts.every(part => OPERAND.test(part)) ? parts : [condition]
  return conjuncts.filter(part => !VOLATILE.test(part) && (!BETWEEN.test(part) || PLAIN_BETWEEN.test(part)))
}

/** Splits at each `AND` that is within the outermost parentheses alone. */
function partsOf(condition: string): string[] {
  if (!condition.startsWith('(') || !condition.endsWith(')')) return [condition]
  const parts: string[] = []
  let start = 1
  for (const { index, depth } of conjunctionsIn(condition)) {
    if (depth === 0) return [condition]
    if (depth > 1) continue
    parts.push(condition.slice(start, index))
    start = index + ' AND '.length
  }
  return parts.length === 0 ? [condition] : [...parts, condition.slice(start, -1)]
}

/** Where `AND` stands, and in how many parentheses. A text in quotes is passed over. */
function conjunctionsIn(condition: string): { index: number; depth: number }[] {
  const found: { index: number; depth: number }[] = []
  let depth = 0
  for (const { 0: token, index } of condition.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| AND /g)) {
    if (token === '(') depth++
    if (token === ')') depth--
    if (token === ' AND ') found.push({ index, depth })
  }
  return found
}
