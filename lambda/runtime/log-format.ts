import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger'
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types'
import { tracer } from './tracer.ts'

/**
 * The fields that every line has. CloudWatch Logs charges by the byte, so what the log group and the stream say already
 * is left out: the function's name, ARN and memory; and the id of a trace that is not sampled, which leads nowhere.
 */
export class LineFormat extends LogFormatter {
  formatAttributes(
    { logLevel, message, timestamp, serviceName, lambdaContext, xRayTraceId }: UnformattedAttributes,
    added: LogAttributes,
  ): LogItem {
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        function_request_id: lambdaContext?.awsRequestId,
        xray_trace_id: tracer.isTraceSampled() ? xRayTraceId : undefined,
      },
    }).addAttributes(added)
  }
}
