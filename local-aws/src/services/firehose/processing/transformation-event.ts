import type { SourceRecord } from '../source-record.ts'
import type { StreamContext } from '../stream-context.ts'

/** The event that a transforming function gets, as `KinesisFirehoseTransformationEvent` of Lambda's type definitions. */
export function transformationEvent(
  { account, arn }: StreamContext,
  sourceKinesisStreamArn: string | undefined,
  records: readonly SourceRecord[],
) {
  return {
    invocationId: account.random.uuid(),
    deliveryStreamArn: arn,
    ...(sourceKinesisStreamArn !== undefined && { sourceKinesisStreamArn }),
    region: account.region,
    records: records.map(({ data, arrivedAt, origin }) => ({
      recordId: origin ? recordIdOf(origin) : account.random.hex(56),
      approximateArrivalTimestamp: arrivedAt,
      data: data.toString('base64'),
      ...(origin && {
        kinesisRecordMetadata: { ...origin, approximateArrivalTimestamp: arrivedAt },
      }),
    })),
  }
}

function recordIdOf({ sequenceNumber, subsequenceNumber }: NonNullable<SourceRecord['origin']>): string {
  return `${sequenceNumber}${String(subsequenceNumber).padStart(6, '0')}`
}
