/** The values of an access log's `$context` variables, by name without `$context.`. */
export type LogContext = Readonly<Record<string, string | number | undefined>>

/**
 * One line of an access log: `format` with its `$context.` variables filled in. A variable without a value is
 * a dash, as API Gateway writes it. Values are escaped so that they cannot break a JSON format.
 *
 * @see the guide's "Customize HTTP API access logs"
 */
export function accessLogLine(format: string, context: LogContext): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g, (_, name: string) => {
    const value = context[name]
    return value === undefined || value === '' ? '-' : JSON.stringify(String(value)).slice(1, -1)
  })
}
