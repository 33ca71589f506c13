import type { MessageSystemAttributeValue } from '@aws-sdk/client-sqs'
import type { Letter } from './letter.ts'

/** The system attribute that keeps a letter in its X-Ray trace when it is sent again. */
export function traceOf({
  traceHeader,
}: Letter): { AWSTraceHeader: MessageSystemAttributeValue } | undefined {
  if (traceHeader === undefined) return undefined
  return { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } }
}
