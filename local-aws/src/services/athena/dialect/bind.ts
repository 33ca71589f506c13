/** A name that statements hardly have: it hides theirs. */
const BOUND = '"$bound"'

/**
 * DuckDB's SQL of an expression that names its arguments any number of times, while each stands in it once: they
 * are bound to the parameter of a lambda. Text and work of nested calls grow by sums, not by powers.
 */
export function bind(args: readonly string[], body: (...names: string[]) => string): string {
  const [only] = args
  if (args.length === 1) return `list_transform([${only}], lambda ${BOUND}: ${body(BOUND)})[1]`
  const fields = args.map((arg, index) => `'_${index}': ${arg}`).join(', ')
  return `list_transform([{${fields}}], lambda ${BOUND}: ${body(...args.map((_, index) => `${BOUND}._${index}`))})[1]`
}
