import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metricNamespace } from '../constructs/domain.ts'
import { PERIOD } from './graph.ts'

/** By the name of the queue alone: no reference, so that any stack may draw it. */
export function ofQueue(queueName: string, metricName: string, statistic: string): Metric {
  return of('AWS/SQS', metricName, { QueueName: queueName }, statistic, withoutStage(queueName))
}

export function ofTopic(topicName: string, metricName: string, label: string): Metric {
  return of('AWS/SNS', metricName, { TopicName: topicName }, 'Sum', label)
}

export function ofStream(streamName: string, metricName: string, statistic: string, label: string): Metric {
  return of('AWS/Kinesis', metricName, { StreamName: streamName }, statistic, label)
}

export function ofDelivery(name: string, metricName: string, statistic: string): Metric {
  return of('AWS/Firehose', metricName, { DeliveryStreamName: name }, statistic, withoutStage(name))
}

export function ofLogGroup(logGroupName: string): Metric {
  return of('AWS/Logs', 'IncomingBytes', { LogGroupName: logGroupName }, 'Sum', logGroupName)
}

/** What a function writes itself, by its service: `shop-shipping`. */
export function ofService(stage: string, service: string, metricName: string, statistic: string): Metric {
  return of(metricNamespace({ stage }), metricName, { service }, statistic, service)
}

export function ofDependency(stage: string, dependency: string): Metric {
  return of(metricNamespace({ stage }), 'WaitingRecords', { dependency }, 'Sum', dependency)
}

/** The sum of metrics, as one line. */
export function sumOf(label: string, metrics: readonly Metric[]): IMetric[] {
  if (metrics.length === 0) return []
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]))
  const expression = `SUM([${Object.keys(named).join(',')}])`
  return [new MathExpression({ expression, usingMetrics: named, label, period: PERIOD })]
}

/** The requests to SQS that are paid for: sent, received and deleted, and polls that found nothing. */
export function requestsTo(queueNames: readonly string[]): IMetric[] {
  return sumOf(
    'requests, at least',
    queueNames.flatMap(name =>
      ['NumberOfMessagesSent', 'NumberOfMessagesDeleted', 'NumberOfEmptyReceives'].map(metric =>
        ofQueue(name, metric, 'Sum'),
      ),
    ),
  )
}

/** `Shop-Shipping.fifo` of `Messaging-dev-Shop-Shipping.fifo` */
export function withoutStage(name: string): string {
  return name.replace(/^Messaging-[a-z0-9]+-/, '')
}

function of(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
  label: string,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, label, period: Duration.minutes(1) })
}
