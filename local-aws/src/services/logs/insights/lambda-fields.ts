import { numberOf, type Value } from './value.ts'

const REQUEST_ID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
const SYSTEM_LINE = new RegExp(`^(START|END|REPORT) RequestId: (${REQUEST_ID})`)
/** What the runtime for Node.js puts before what a function logs. */
const LOGGED_LINE = new RegExp(`^\\S{1,40}\\t(${REQUEST_ID})\\t`)
/** All that these expressions look at. */
const PREFIX_LENGTH = 100

/** `@type`: START, END or REPORT. */
export function lambdaType(message: string): Value {
  return SYSTEM_LINE.exec(message.slice(0, PREFIX_LENGTH))?.[1]
}

export function lambdaRequestId(message: string): Value {
  const prefix = message.slice(0, PREFIX_LENGTH)
  return SYSTEM_LINE.exec(prefix)?.[2] ?? LOGGED_LINE.exec(prefix)?.[1]
}

/**
 * A number of a REPORT line.
 *
 * @param label as in `Billed Duration: 3 ms`
 * @param factor of the unit in the line
 */
export function lambdaReport(label: string, factor: number): (message: string) => Value {
  const sought = `\t${label}: `
  return message => {
    if (!message.startsWith('REPORT RequestId: ')) return undefined
    const found = message.indexOf(sought)
    if (found < 0) return undefined
    const start = found + sought.length
    const number = numberOf(message.slice(start, message.indexOf(' ', start)))
    return number === undefined ? undefined : number * factor
  }
}
