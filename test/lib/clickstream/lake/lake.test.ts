import { savedQueries } from '../../../../lib/clickstream/lake/saved-queries.ts'
import { allResources, appWith } from '../../app-of-stage.ts'
import { type Located, statementsOf } from '../../resource.ts'
import { ofType, target } from '../../stage.ts'

const STACK = 'Messaging-dev-Clickstream'

function only(type: string, resources: readonly Located[] = ofType(type)): Record<string, unknown> {
  const [found, ...others] = resources.filter(({ Type, stack }) => Type === type && stack === STACK)
  if (found === undefined || others.length > 0)
    throw new Error(`${STACK} has ${1 + others.length} of ${type}.`)
  return found.Properties
}

const delivery = only('AWS::KinesisFirehose::DeliveryStream')
const destination = delivery.ExtendedS3DestinationConfiguration as Record<string, unknown>
const table = only('AWS::Glue::Table').TableInput as {
  PartitionKeys: { Name: string; Type: string }[]
  Parameters: Record<string, string>
  StorageDescriptor: { Location: unknown; Columns: unknown[]; SerdeInfo: object }
}

describe('the delivery', () => {
  test('is from the stream, into objects by the hour of arrival, in lines', () => {
    expect(delivery).toMatchObject({
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: { 'Fn::GetAtt': ['EventsStream', 'Arn'] } },
    })
    expect(destination).toMatchObject({
      BucketARN: { 'Fn::GetAtt': ['LakeBucket', 'Arn'] },
      Prefix: 'events/hour=!{timestamp:yyyy-MM-dd-HH}/',
      ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/hour=!{timestamp:yyyy-MM-dd-HH}/',
      FileExtension: '.json.gz',
      CompressionFormat: 'GZIP',
      EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
    })
  })

  test('may read this stream, write below two prefixes, and log its errors', () => {
    const role = target(destination.RoleARN)
    const statements = ofType('AWS::IAM::Policy')
      .filter(({ Properties }) => (Properties.Roles as unknown[]).some(each => target(each) === role))
      .flatMap(statementsOf)
    const objects = (prefix: string) => ({
      'Fn::Join': ['', [{ 'Fn::GetAtt': ['LakeBucket', 'Arn'] }, `/${prefix}/*`]],
    })
    const through = (service: string) => ({
      StringEquals: {
        'kms:ViaService': {
          'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
        },
      },
    })
    const key = { 'Fn::GetAtt': ['Key', 'Arn'] }
    expect(statements.map(({ Action, Resource, Condition }) => [Action, Resource, Condition])).toEqual([
      [
        ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
        { 'Fn::GetAtt': ['EventsStream', 'Arn'] },
        undefined,
      ],
      ['kms:Decrypt', key, through('kinesis')],
      [
        ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
        [objects('events'), objects('failed')],
        undefined,
      ],
      [
        ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        { 'Fn::GetAtt': ['LakeBucket', 'Arn'] },
        undefined,
      ],
      [['kms:Decrypt', 'kms:GenerateDataKey'], key, through('s3')],
      ['logs:PutLogEvents', { 'Fn::GetAtt': [expect.stringMatching(/^LakeDeliveryLogs/), 'Arn'] }, undefined],
    ])
  })

  test('is made after what its role may do: Firehose checks that it may read the stream', () => {
    const [stream] = ofType('AWS::KinesisFirehose::DeliveryStream')
    const { DependsOn = [] } = stream as unknown as { DependsOn?: string[] }
    expect(DependsOn).toContainEqual(expect.stringMatching(/^LakeDeliveryRoleDefaultPolicy/))
  })

  test('sets off an alarm ten minutes after what its buffer explains', () => {
    const alarmAt = (settings: Record<string, unknown>) =>
      allResources(appWith(settings)).find(
        ({ Properties }) => Properties.AlarmName === 'Messaging-dev-clickstream-lake-late-delivery',
      )?.Properties
    expect(alarmAt({})).toMatchObject({
      MetricName: 'DeliveryToS3.DataFreshness',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: { Ref: 'LakeDeliveryStream' } }],
      Threshold: 900,
    })
    expect(alarmAt({ lakeBufferSeconds: 900 })?.Threshold).toBe(1500)
  })
})

test('another alarm goes off when events come and none is delivered, though Firehose has no age then', () => {
  const alarm = ofType('AWS::CloudWatch::Alarm').find(
    ({ Properties }) => Properties.AlarmName === 'Messaging-dev-clickstream-lake-no-delivery',
  )
  expect(alarm?.Properties).toMatchObject({
    Threshold: 1,
    EvaluationPeriods: 2,
    Metrics: expect.arrayContaining([
      expect.objectContaining({ Expression: 'IF(FILL(put, 0) > 0 AND FILL(delivered, 0) < 1, 1, 0)' }),
    ]),
  })
})

describe('the table', () => {
  test('has its partitions computed, where Firehose puts objects, for as long as they are kept', () => {
    expect(table.PartitionKeys).toMatchObject([{ Name: 'hour', Type: 'string' }])
    expect(table.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.hour.type': 'date',
      'projection.hour.format': 'yyyy-MM-dd-HH',
      'projection.hour.interval': '1',
      'projection.hour.interval.unit': 'HOURS',
      'projection.hour.range': 'NOW-366DAYS,NOW',
      'storage.location.template': {
        'Fn::Join': ['', ['s3://', { Ref: 'LakeBucket' }, `/events/hour=\${hour}/`]],
      },
    })
  })

  test('skips what is no JSON', () => {
    expect(table.StorageDescriptor.SerdeInfo).toMatchObject({
      SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
      Parameters: { 'ignore.malformed.json': 'TRUE' },
    })
  })

  test('is in a database with a name that Athena takes', () => {
    expect(only('AWS::Glue::Database').DatabaseInput).toMatchObject({ Name: 'messaging_dev' })
  })
})

describe('the workgroup', () => {
  test('bounds what a query reads, encrypts its results, and lets no client change that', () => {
    const workgroup = only('AWS::Athena::WorkGroup')
    expect(workgroup).toMatchObject({
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 100e9,
        ResultConfiguration: {
          OutputLocation: { 'Fn::Join': ['', ['s3://', { Ref: 'LakeBucket' }, '/results/']] },
          EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        },
      },
    })
  })

  test('has the saved queries, each of which names its parameters in their order', () => {
    const saved = ofType('AWS::Athena::NamedQuery')
    expect(saved.map(({ Properties }) => Properties.Name)).toEqual(
      ['top-products', 'conversion', 'sessions', 'late-events', 'session-path'].map(
        name => `Messaging-dev/${name}`,
      ),
    )
    for (const { Properties } of saved) {
      const sql = String(Properties.QueryString)
      const [, names = ''] = /^-- Parameters: (.*)\n/.exec(sql) ?? []
      expect(names.split(', ')).toHaveLength(sql.split('?').length - 1)
      expect(sql).toContain('FROM messaging_dev.events')
    }
  })

  test('queries count as trends does: no event more than an hour late, or more than five minutes ahead', () => {
    const [top] = savedQueries('a.b', { latenessMs: 3_600_000, aheadMs: 300_000 })
    expect(ofType('AWS::Athena::NamedQuery').map(({ Properties }) => Properties.QueryString)).toContain(
      top?.sql.replace('FROM a.b', 'FROM messaging_dev.events'),
    )
  })
})

test('objects expire by what they are, as long as the settings of the stage say', () => {
  const buckets = allResources(appWith({ lakeRetentionDays: 30 })).filter(({ id }) => id === 'LakeBucket')
  const [{ Rules }] = buckets.map(({ Properties }) => Properties.LifecycleConfiguration) as [
    { Rules: Record<string, unknown>[] },
  ]
  const days = Rules.flatMap(({ Prefix, ExpirationInDays }) => (Prefix ? [[Prefix, ExpirationInDays]] : []))
  expect(Object.fromEntries(days)).toEqual({ 'events/': 30, 'failed/': 30, 'results/': 3 })
})
