const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 }

/** Parses `90s`, `30m` or `2h`. @returns ms, or undefined for anything else */
export function parseSpan(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * UNITS[unit as keyof typeof UNITS]
}
