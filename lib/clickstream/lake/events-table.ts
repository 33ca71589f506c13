import { Stack } from 'aws-cdk-lib'
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue'
import { Construct } from 'constructs'
import { databaseName } from '../../names/lake-names.ts'
import { eventColumns } from './event-columns.ts'
import { EVENTS, HOUR_FORMAT } from './lake-layout.ts'

export interface EventsTableProps {
  readonly stage: string
  readonly bucketName: string
  /** How long the bucket keeps events. */
  readonly retentionDays: number
}

/** "S3 rounds the resulting time to the next day midnight UTC" (S3, Lifecycle): objects are there a day longer. */
const EXPIRY_DAYS = 1

/**
 * The lake's objects as a table: a row an event, a partition an hour of arrival.
 *
 * Athena computes the partitions (partition projection), so nobody has to add one each hour, and no crawler guesses
 * columns: these are the contracts'.
 */
export class EventsTable extends Construct {
  readonly database: string
  readonly table = 'events'

  constructor(scope: Construct, id: string, props: EventsTableProps) {
    super(scope, id)
    const { account: catalogId } = Stack.of(this)
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: {
        name: databaseName(props.stage),
        description: `The lake of the stage ${props.stage}`,
      },
    })
    this.database = database.ref
    const location = `s3://${props.bucketName}/${EVENTS}`
    new CfnTable(this, 'Events', {
      catalogId,
      databaseName: database.ref,
      tableInput: {
        name: this.table,
        description: 'The events of visitors and purchases, as they came into the stream: with duplicates',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [
          {
            name: 'hour',
            type: 'string',
            comment: 'Of arrival, in UTC: 2026-11-29-10; say which, for less to scan',
          },
        ],
        parameters: {
          EXTERNAL: 'TRUE',
          classification: 'json',
          compressionType: 'gzip',
          'projection.enabled': 'true',
          'projection.hour.type': 'date',
          'projection.hour.format': HOUR_FORMAT,
          'projection.hour.interval': '1',
          'projection.hour.interval.unit': 'HOURS',
          'projection.hour.range': `NOW-${props.retentionDays + EXPIRY_DAYS}DAYS,NOW`,
          'storage.location.template': `${location}hour=\${hour}/`,
        },
        storageDescriptor: {
          location,
          columns: eventColumns(),
          compressed: true,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            parameters: {
              // A record that is no JSON, or has text for a number, is a row of nulls or has one. It does not fail every
              // query of its hour. The function trends has made a dead letter of it.
              'ignore.malformed.json': 'TRUE',
              'use.null.for.invalid.data': 'TRUE',
            },
          },
        },
      },
    })
  }
}
