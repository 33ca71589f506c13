import { Duration } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { MAXIMUM_AHEAD_MS } from '../../../lambda/contracts/clickstream-events.ts'
import type { Domain } from '../../constructs/domain.ts'
import { DomainBucket } from '../../constructs/domain-bucket.ts'
import type { GuardedStream } from '../../constructs/guarded-stream.ts'
import { databaseName } from '../../names/lake-names.ts'
import { EventsTable } from './events-table.ts'
import { LakeDelivery } from './lake-delivery.ts'
import { EVENTS, FAILED, HOUR, RESULTS } from './lake-layout.ts'
import { LakeWorkgroup } from './lake-workgroup.ts'
import { savedQueries } from './saved-queries.ts'

export interface LakeProps {
  readonly domain: Domain
  readonly stream: GuardedStream
  /** How long events are kept, in days. */
  readonly retentionDays: number
  /** How long Firehose gathers events for an object, in seconds: 0 to 900. */
  readonly bufferSeconds: number
  /** How late an event may reach the stream and still be counted. */
  readonly lateness: Duration
}

/** Long enough for somebody to look at them, and for a pipeline that is mended next week to take them. */
const FAILED_DAYS = 30

/** A result can be asked for again, for the price of its query. */
const RESULTS_DAYS = 3

/**
 * The data lake: every record of the stream, in a bucket, for longer than the stream keeps it; and SQL over it.
 *
 * @see docs/decisions/lake.md
 */
export class Lake extends Construct {
  readonly bucket: DomainBucket
  readonly deliveryStreamName: string
  readonly database: string
  readonly workgroupName: string
  /** The environment of a function that reads the events. */
  readonly readerEnvironment: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, props: LakeProps) {
    super(scope, id)
    const { domain, stream, retentionDays } = props
    this.bucket = new DomainBucket(this, 'Bucket', {
      domain,
      name: 'lake',
      expiries: {
        [EVENTS]: Duration.days(retentionDays),
        [FAILED]: Duration.days(FAILED_DAYS),
        [RESULTS]: Duration.days(RESULTS_DAYS),
      },
      // Forgetting a customer rewrites the objects with their events.
      rewritten: EVENTS,
      withoutAccessLogs:
        'Only Firehose and Athena use the objects, and CloudTrail has the queries of each person.',
    })
    const { bucketName } = this.bucket
    this.readerEnvironment = {
      LAKE_BUCKET: bucketName,
      LAKE_PREFIX: HOUR,
      LAKE_RETENTION_DAYS: String(retentionDays),
    }
    this.deliveryStreamName = new LakeDelivery(this, 'Delivery', {
      domain,
      stream,
      bucket: this.bucket,
      buffer: Duration.seconds(props.bufferSeconds),
    }).deliveryStreamName
    const { database, table } = new EventsTable(this, 'Table', {
      stage: domain.stage,
      bucketName,
      retentionDays,
    })
    this.database = database
    this.workgroupName = new LakeWorkgroup(this, 'Queries', {
      domain,
      bucketName,
      database,
      savedQueries: savedQueries(`${databaseName(domain.stage)}.${table}`, {
        latenessMs: props.lateness.toMilliseconds(),
        aheadMs: MAXIMUM_AHEAD_MS,
      }),
    }).workgroupName
  }

  /** Lets a function read the events, and nothing else in the bucket. */
  grantRead(reader: IGrantable): void {
    this.bucket.grant(reader, `${EVENTS}*`, 'GetObject')
    this.bucket.grantListOf(reader, EVENTS)
  }
}
