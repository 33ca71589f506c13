import { signedFetch } from '../../signed-request.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(async () => {
  await rig.open()
  await rig.stream('plain')
})
afterAll(() => rig.close())

/** A request as any client can send it. */
async function send(operation: string, body: string, contentType = 'application/x-amz-json-1.1') {
  const response = await signedFetch(rig.rig.target, 'kinesis', '/', {
    headers: {
      'content-type': contentType,
      'x-amz-target': `Kinesis_20131202.${operation}`,
    },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_cbor_exceptions, 2025-09-04 */
test('errors have the same members as on AWS', async () => {
  expect(await send('DescribeStream', '{"StreamName":"wrong-stream-name"}')).toEqual({
    status: 400,
    body: {
      __type: 'ResourceNotFoundException',
      message: 'Stream wrong-stream-name under account 000000000000 not found.',
    },
  })
})

/** @own CBOR and CreateChannel, refused as not simulated */
test.each([
  ['CBOR', 'ListStreams', 'application/x-amz-cbor-1.1', 'does not simulate CBOR requests'],
  ['CreateChannel', 'CreateChannel', undefined, 'Kinesis_20131202.CreateChannel'],
])('%s is refused by name', async (_title, operation, contentType, message) => {
  expect(await send(operation, '{}', contentType)).toMatchObject({
    status: 400,
    body: { __type: 'UnknownOperationException', message: expect.stringContaining(message) },
  })
})

/**
 * @documented Kinesis API Reference, PutRecord: the required members, and the length and pattern of each;
 *   Common Errors: ValidationError
 */
test.each([
  ['null', 'SerializationException', 'PutRecord must be a structure'],
  ['[]', 'SerializationException', 'sent as list'],
  ['{"Data":1}', 'SerializationException', 'PutRecord.Data must be a base64 blob'],
  ['{"Data":"ab"}', 'SerializationException', 'PutRecord.Data'],
  ['{"Data":"YR=="}', 'SerializationException', 'PutRecord.Data'],
  ['{"Data":"=+/="}', 'SerializationException', 'PutRecord.Data'],
  ['{"StreamName":{}}', 'SerializationException', 'PutRecord.StreamName must be a string'],
  ['{"StreamId":"a"}', 'ValidationException', 'does not simulate the member "StreamId" of PutRecord'],
  [
    '{"StreamName":null}',
    'ValidationException',
    "2 validation errors detected: Value null at 'data' failed to satisfy constraint: Member must not be null; Value null at 'partitionKey' failed",
  ],
  [
    '{"Data":"","PartitionKey":"a","StreamName":""}',
    'ValidationException',
    "2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    '{"Data":"","PartitionKey":"a","StreamName":"x y"}',
    'ValidationException',
    "1 validation error detected: Value 'x y' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
])('PutRecord %s is refused', async (body, type, message) => {
  expect(await send('PutRecord', body)).toMatchObject({
    status: 400,
    body: { __type: type, message: expect.stringContaining(message) },
  })
})

/** @own not documented by AWS: the words of violations in lists and maps */
test('violations in lists and maps include their path', async () => {
  const records =
    '{"StreamName":"plain","Records":[{"Data":"","PartitionKey":"a"},{"Data":"","PartitionKey":""}]}'
  expect((await send('PutRecords', records)).body.message).toContain("at 'records.2.member.partitionKey'")
  const tags = { StreamName: 'plain', Tags: { a: 'b'.repeat(257) } }
  expect((await send('AddTagsToStream', JSON.stringify(tags))).body.message).toContain(
    `Value '{a=${'b'.repeat(257)}}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]`,
  )
  const keys = { StreamName: 'plain', TagKeys: ['', 'a'] }
  expect((await send('RemoveTagsFromStream', JSON.stringify(keys))).body.message).toContain(
    "Value '[, a]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
  )
  const metrics = { StreamName: 'plain', ShardLevelMetrics: ['ALL', 'SOME'] }
  expect((await send('EnableEnhancedMonitoring', JSON.stringify(metrics))).body.message).toContain(
    "Value '[ALL, SOME]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes,",
  )
})

/**
 * @documented Kinesis API Reference, GetRecords, NextShardIterator: "If set to null, the shard has been
 *   closed"
 */
test('at the end of a closed shard NextShardIterator is null', async () => {
  await rig.client.splitShard({
    StreamName: 'plain',
    ShardToSplit: shardId(0),
    NewStartingHashKey: '1000',
  })
  await rig.settle()
  const ShardIterator = await rig.iterator('plain')
  expect((await send('GetRecords', JSON.stringify({ ShardIterator }))).body.NextShardIterator).toBeNull()
})
