import type { MetricDatum } from '../../ports.ts'
import type { Topic } from './topic.ts'

/**
 * The gauges of a topic's archive: SNS developer guide, "Message archiving for FIFO topic owners". AWS has a value an
 * hour; here each minute has one in which somebody asks.
 */
export function archiveGauges({ name, archive }: Topic): MetricDatum[] {
  if (!archive) return []
  const gauge = (what: string, value: number, unit: string) => ({
    namespace: 'AWS/SNS',
    name: `ApproximateNumberOf${what}Archived`,
    dimensions: { TopicName: name },
    value,
    unit,
  })
  return [gauge('Messages', archive.messages, 'Count'), gauge('Bytes', archive.bytes, 'Bytes')]
}
