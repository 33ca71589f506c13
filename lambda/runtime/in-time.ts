import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { objectives, type Pipeline } from '../contracts/objective.ts'

/** By pipeline alone, without the service: an objective is about the whole of it. */
const buffers = new Map<Pipeline, Metrics>()

/**
 * Counts an item that has come to the end of its pipeline: `InTime` is 1 where that took no longer than the objective
 * allows, otherwise 0. Called by the function that ends the pipeline; the values of an invocation are one line of the log.
 *
 * @param began when its first event happened
 */
export function completed(pipeline: Pipeline, began: Date): void {
  const seconds = (Date.now() - began.getTime()) / 1_000
  count(pipeline, seconds <= objectives[pipeline].seconds ? 1 : 0)
}

/** Counts an item that is a dead letter at the end of its pipeline. */
export function missed(pipeline: Pipeline): void {
  count(pipeline, 0)
}

/** Writes what was counted. */
export function publishInTime(): void {
  for (const buffer of buffers.values()) if (buffer.hasStoredMetrics()) buffer.publishStoredMetrics()
}

function count(pipeline: Pipeline, value: 0 | 1): void {
  bufferOf(pipeline).addMetric('InTime', MetricUnit.Count, value)
}

function bufferOf(pipeline: Pipeline): Metrics {
  const known = buffers.get(pipeline)
  if (known) return known
  const buffer = new Metrics()
  buffer.clearDefaultDimensions()
  buffer.setDefaultDimensions({ pipeline })
  buffers.set(pipeline, buffer)
  return buffer
}
