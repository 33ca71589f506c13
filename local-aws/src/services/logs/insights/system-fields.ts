import { eventPointer } from './event-pointer.ts'
import { lambdaReport, lambdaRequestId, lambdaType } from './lambda-fields.ts'
import type { PrintStyle } from './print.ts'
import type { ScannedEvent } from './row.ts'
import type { Value } from './value.ts'

/** A field that "CloudWatch Logs Insights automatically generates". */
export interface SystemField {
  read(scanned: ScannedEvent): Value
  print: PrintStyle
}

const BYTES_IN_MB = 1_000_000

/** By name, without the `@`. */
const SYSTEM_FIELDS = new Map<string, SystemField>([
  ['message', { read: ({ event }) => event.message, print: 'plain' }],
  ['timestamp', { read: ({ event }) => event.timestamp, print: 'time' }],
  ['ingestionTime', { read: ({ event }) => event.ingestionTime, print: 'time' }],
  ['logStream', { read: ({ event }) => event.stream.name, print: 'plain' }],
  ['log', { read: ({ log }) => log, print: 'plain' }],
  ['ptr', { read: eventPointer, print: 'plain' }],
  ['type', ofMessage(lambdaType, 'plain')],
  ['requestId', ofMessage(lambdaRequestId, 'plain')],
  ['duration', ofMessage(lambdaReport('Duration', 1), 'double')],
  ['billedDuration', ofMessage(lambdaReport('Billed Duration', 1), 'double')],
  ['initDuration', ofMessage(lambdaReport('Init Duration', 1), 'double')],
  ['memorySize', ofMessage(lambdaReport('Memory Size', BYTES_IN_MB), 'double')],
  ['maxMemoryUsed', ofMessage(lambdaReport('Max Memory Used', BYTES_IN_MB), 'double')],
])

/** @param name with its `@` */
export function systemField(name: string): SystemField | undefined {
  return name.startsWith('@') ? SYSTEM_FIELDS.get(name.slice(1)) : undefined
}

function ofMessage(read: (message: string) => Value, print: PrintStyle): SystemField {
  return { read: ({ event }) => read(event.message), print }
}
