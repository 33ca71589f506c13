import { AwsError } from '../../../src/aws-error.ts'
import { FirehoseRig, ROLE_ARN, type TransformationEvent } from './firehose-rig.ts'

const rig = new FirehoseRig()
const LambdaArn = 'arn:aws:lambda:us-east-1:000000000000:function:transform'
const events: TransformationEvent[] = []

beforeAll(() => rig.open())
afterAll(() => rig.close())
beforeEach(() => {
  events.length = 0
  rig.allow()
})

/** A destination whose records `transform` makes, after 10 seconds. */
function transforming(...parameters: [string, string][]) {
  const all = [['LambdaArn', LambdaArn], ['BufferIntervalInSeconds', '10'], ...parameters]
  return {
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/',
    ProcessingConfiguration: {
      Enabled: true,
      Processors: [
        {
          Type: 'Lambda' as const,
          Parameters: all.map(([ParameterName, ParameterValue]) => ({
            ParameterName: ParameterName as 'LambdaArn',
            ParameterValue,
          })),
        },
        { Type: 'AppendDelimiterToRecord' as const },
      ],
    },
  }
}

/** The function gives what `result` makes of the text of each record. */
function answer(result: (text: string) => { result: string; data?: string }): void {
  rig.transform = event => {
    events.push(event)
    const records = event.records.map(({ recordId, data }) => {
      const { data: text, ...rest } = result(Buffer.from(data, 'base64').toString())
      return { recordId, ...rest, ...(text !== undefined && { data: Buffer.from(text).toString('base64') }) }
    })
    return { payload: { records } }
  }
}

async function failures(): Promise<Record<string, unknown>[]> {
  const lines = (await rig.contents('failed/')).join('').trim().split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

/**
 * "Ok …, Dropped (the record was dropped intentionally …), and ProcessingFailed" (status model).
 * @documented Firehose Developer Guide, Data transformation status model: "Ok …, Dropped (the record was
 *   dropped intentionally …), and ProcessingFailed"
 */
test('a function transforms, drops and refuses records, in their order', async () => {
  await rig.stream('results', transforming())
  answer(text => {
    if (text === 'drop') return { result: 'Dropped' }
    return text === 'fail' ? { result: 'ProcessingFailed' } : { result: 'Ok', data: text.toUpperCase() }
  })
  const arrivedAt = rig.clock.now()
  await rig.put('results', 'a', 'drop', 'b', 'fail', 'c')
  await rig.clock.advanceBy({ seconds: 71 })
  expect(await rig.contents('results/')).toEqual(['A\nB\nC\n'])
  expect(events).toEqual([
    {
      invocationId: expect.any(String),
      deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/results',
      region: 'us-east-1',
      records: ['a', 'drop', 'b', 'fail', 'c'].map(text => ({
        recordId: expect.any(String),
        approximateArrivalTimestamp: arrivedAt,
        data: Buffer.from(text).toString('base64'),
      })),
    },
  ])
  const [failed] = await rig.delivered('failed/')
  expect(failed?.key).toMatch(/^failed\/processing-failed\/results-1-/)
  expect(await failures()).toEqual([
    {
      attemptsMade: 1,
      arrivalTimestamp: arrivedAt,
      errorCode: 'Lambda.ProcessingFailedStatus',
      errorMessage: 'ProcessingFailed status set for record',
      attemptEndingTimestamp: arrivedAt + 10_000,
      rawData: Buffer.from('fail').toString('base64'),
      lambdaArn: LambdaArn,
    },
  ])
  expect(rig.sum('results', 'SucceedProcessing.Records')).toBe(3)
  expect(rig.sum('results', 'ExecuteProcessing.Success')).toBe(1)
})

/**
 * @documented Firehose Developer Guide, Data transformation: kinesisRecordMetadata of records from a Kinesis
 *   stream
 */
test('records of a stream have its metadata', async () => {
  await rig.reader('metadata', transforming())
  answer(text => ({ result: 'Ok', data: text }))
  await rig.produce('metadata', 'a')
  await rig.clock.advanceBy({ seconds: 12 })
  rig.service.close()
  expect(events).toMatchObject([
    {
      sourceKinesisStreamArn: rig.arn('metadata'),
      records: [
        {
          kinesisRecordMetadata: {
            shardId: 'shardId-000000000000',
            partitionKey: 'a',
            sequenceNumber: expect.stringMatching(/^\d+$/),
            subsequenceNumber: 0,
            approximateArrivalTimestamp: expect.any(Number),
          },
        },
      ],
    },
  ])
})

/**
 * "Firehose retries the invocation three times by default. If the invocation does not succeed, [it] skips that batch".
 * @documented Firehose Developer Guide, Data transformation failure handling: "Firehose retries the
 *   invocation three times by default. If the invocation does not succeed", it skips the batch
 */
test.each<[string, () => void, string]>([
  [
    'is throttled',
    () => {
      rig.transform = () => {
        throw new AwsError('TooManyRequestsException', 'Rate exceeded')
      }
    },
    'Lambda.InvokeLimitExceeded',
  ],
  [
    'throws',
    () => {
      rig.transform = () => ({ payload: { errorType: 'Error' }, functionError: 'Unhandled' })
    },
    'Lambda.FunctionError',
  ],
  [
    'leaves out a record',
    () => {
      rig.transform = () => ({ payload: { records: [] } })
    },
    'Lambda.MissingRecordId',
  ],
  [
    'answers twice for a record',
    () => {
      rig.transform = ({ records: [record] }) => {
        const twice = { recordId: record?.recordId, result: 'Dropped' }
        return { payload: { records: [twice, twice] } }
      }
    },
    'Lambda.DuplicatedRecordId',
  ],
  [
    'answers null',
    () => {
      rig.transform = () => ({ payload: null })
    },
    'Lambda.JsonProcessingException',
  ],
  ['gives no data', () => answer(() => ({ result: 'Ok' })), 'Lambda.JsonProcessingException'],
  ['gives an unknown result', () => answer(() => ({ result: 'ok' })), 'Lambda.JsonProcessingException'],
  ['may not be invoked', () => rig.deny('lambda:InvokeFunction'), 'Lambda.InvokeAccessDenied'],
])(
  'a function that %s is invoked again, then its batch goes to the failed ones',
  async (_, arrange, code) => {
    const name = `fails-${code.replace(/\W/g, '-')}-${rig.happenings.length}`
    await rig.stream(name, {
      ...transforming(),
      ErrorOutputPrefix: `failed/${name}/!{firehose:error-output-type}/`,
    })
    arrange()
    await rig.put(name, 'a', 'b')
    await rig.clock.advanceBy({ seconds: 80 })
    expect(await rig.contents(`${name}/`)).toEqual([])
    const lines = (await rig.contents(`failed/${name}/`)).join('').trim().split('\n')
    expect(lines.map(line => JSON.parse(line))).toEqual(
      ['a', 'b'].map(text =>
        expect.objectContaining({
          attemptsMade: 4,
          errorCode: code,
          rawData: Buffer.from(text).toString('base64'),
        }),
      ),
    )
    expect(rig.sum(name, 'ExecuteProcessing.Success')).toBe(0)
  },
)

/**
 * @documented Firehose Developer Guide, Data transformation failure handling: "Firehose retries the
 *   invocation three times by default"
 */
test('a function that fails once is tried again', async () => {
  await rig.stream('again', transforming(['NumberOfRetries', '1']))
  rig.transform = () => {
    answer(text => ({ result: 'Ok', data: text }))
    return { payload: null, functionError: 'Unhandled' }
  }
  await rig.put('again', 'a')
  await rig.clock.advanceBy({ seconds: 72 })
  expect(await rig.contents('again/')).toEqual(['a\n'])
})

/**
 * @documented Firehose Developer Guide, Data transformation: the buffer of the function is 1 MB by default
 */
test('batches have 1 MiB by default, and keep their order', async () => {
  await rig.stream('batches', transforming())
  answer(text => ({ result: 'Ok', data: text.slice(0, 1) }))
  const data = (letter: string) => Buffer.alloc(700_000, letter)
  await rig.put('batches', data('a'), data('b'), data('c'))
  await rig.clock.advanceBy({ seconds: 71 })
  expect(events.map(({ records }) => records.length)).toEqual([1, 1, 1])
  expect(await rig.contents('batches/')).toEqual(['a\nb\nc\n'])
})

/**
 * @documented Firehose Developer Guide, CloudWatch metrics, DeliveryToS3.DataFreshness: the age of the oldest
 *   record
 */
test('what waits for the function is as old as it is, for the freshness', async () => {
  await rig.stream('waiting', transforming(['NumberOfRetries', '300']))
  rig.transform = () => ({ payload: null, functionError: 'Unhandled' })
  await rig.put('waiting', 'a')
  await rig.clock.advanceBy({ seconds: 9 })
  expect(rig.values('waiting', 'DeliveryToS3.DataFreshness').at(-1)).toBe(9)
  await rig.clock.advanceBy({ seconds: 111 })
  expect(rig.values('waiting', 'DeliveryToS3.DataFreshness').at(-1)).toBe(120)
})

/**
 * "S3BackupMode": the records as they came go to the backup bucket, too.
 * @documented Firehose API Reference, ExtendedS3DestinationConfiguration, S3BackupMode: the records as they
 *   came go to the backup bucket
 */
test('a backup keeps the records as they came', async () => {
  rig.s3.buckets.create('raw')
  await rig.stream('backed-up', {
    ...transforming(),
    S3BackupMode: 'Enabled',
    S3BackupConfiguration: {
      RoleARN: ROLE_ARN,
      BucketARN: 'arn:aws:s3:::raw',
      Prefix: 'as-they-came/',
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 120 },
    },
  })
  answer(() => ({ result: 'Dropped' }))
  await rig.put('backed-up', 'a', 'b')
  await rig.clock.advanceBy({ seconds: 120 })
  expect(await rig.delivered('', 'raw')).toEqual([
    { key: expect.stringMatching(/^as-they-came\/2026\/01\/01\/\d\d\/backed-up-1-.+\.gz$/), content: 'ab' },
  ])
  expect(rig.sum('backed-up', 'BackupToS3.Records')).toBe(2)
  expect(rig.sum('backed-up', 'DeliveryToS3.Records')).toBe(0)
})

/** @own not documented by AWS: records on the way when the transformation is disabled */
test('records on the way when the transformation is disabled are transformed, later ones are not', async () => {
  const DeliveryStreamName = await rig.stream('disabled', transforming())
  answer(text => ({ result: 'Ok', data: text.toUpperCase() }))
  await rig.put('disabled', 'a')
  await rig.client.updateDestination({
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: { ProcessingConfiguration: { Enabled: false } },
  })
  await rig.clock.advanceBy({ milliseconds: 1 })
  await rig.put('disabled', 'b')
  await rig.clock.advanceBy({ seconds: 60 })
  expect(await rig.contents('disabled/')).toEqual(['Ab'])
})
