import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

async function encrypted(StreamName: string, KeyId?: string): Promise<string> {
  const key = KeyId ?? ((await rig.keys.createKey({})).KeyMetadata?.KeyId as string)
  await rig.stream(StreamName)
  await rig.client.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: key })
  await rig.settle()
  return key
}

/**
 * @documented Kinesis API Reference, StartStreamEncryption: "You can verify that encryption is applied by
 *   inspecting the API response from PutRecord or PutRecords."
 */
test('encrypted records and answers carry EncryptionType', async () => {
  const StreamName = 'secret'
  const KeyId = await encrypted(StreamName)
  const record = { Data: Buffer.from('a'), PartitionKey: 'a' }
  expect(await rig.client.putRecord({ StreamName, ...record })).toMatchObject({ EncryptionType: 'KMS' })
  expect(await rig.client.putRecords({ StreamName, Records: [record] })).toMatchObject({
    EncryptionType: 'KMS',
  })
  const { StreamDescription } = await rig.client.describeStream({ StreamName })
  expect(StreamDescription).toMatchObject({ EncryptionType: 'KMS', KeyId })

  await rig.client.stopStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId })
  await rig.settle()
  expect(await rig.client.putRecord({ StreamName, ...record })).not.toHaveProperty('EncryptionType')
  const { Records = [] } = await rig.client.getRecords({ ShardIterator: await rig.iterator(StreamName) })
  expect(Records.map(({ EncryptionType }) => EncryptionType)).toEqual(['KMS', 'KMS', undefined])
})

/**
 * @documented Kinesis API Reference, KMSDisabledException: "the specified customer master key (CMK) isn't
 *   enabled"; KMSInvalidStateException: "the state of the specified resource isn't valid for this request"
 */
test.each([
  ['disabled', (KeyId: string) => rig.keys.disableKey({ KeyId }), 'KMSDisabledException'],
  ['deleted soon', (KeyId: string) => rig.keys.scheduleKeyDeletion({ KeyId }), 'KMSInvalidStateException'],
])('a key that is %s stops producers and consumers', async (title, change, name) => {
  const StreamName = title.replaceAll(' ', '-')
  const KeyId = await encrypted(StreamName)
  await rig.put(StreamName, 'a')
  const iterator = await rig.iterator(StreamName)
  await change(KeyId)
  await expect(rig.put(StreamName, 'b')).rejects.toMatchObject({ name })
  await expect(
    rig.client.putRecords({ StreamName, Records: [{ Data: Buffer.of(1), PartitionKey: 'a' }] }),
  ).rejects.toMatchObject({ name })
  await expect(rig.texts(iterator)).rejects.toMatchObject({ name })
})

/**
 * @documented Kinesis Developer Guide, Server-side encryption: records stay encrypted with the key that they
 *   were written with
 */
test('records that an older key encrypted need that key', async () => {
  const older = await encrypted('changed')
  await rig.put('changed', 'a')
  const { KeyMetadata } = await rig.keys.createKey({})
  const KeyId = KeyMetadata?.KeyId as string
  await rig.client.startStreamEncryption({ StreamName: 'changed', EncryptionType: 'KMS', KeyId })
  await rig.settle()
  await rig.keys.disableKey({ KeyId: older })
  await rig.put('changed', 'b')
  await expect(rig.texts(await rig.iterator('changed'))).rejects.toMatchObject({
    name: 'KMSDisabledException',
  })
  expect(await rig.texts(await rig.iterator('changed', { type: 'LATEST' }))).toEqual([])
})

/**
 * @documented Kinesis API Reference, StartStreamEncryption, KeyId: alias/aws/kinesis is the key that Kinesis
 *   Data Streams owns
 */
test('the key that AWS manages is always there', async () => {
  await encrypted('managed', 'alias/aws/kinesis')
  await rig.put('managed', 'a')
  expect(await rig.texts(await rig.iterator('managed'))).toEqual(['a'])
})

/**
 * @documented Kinesis API Reference, StartStreamEncryption: the errors KMSNotFoundException and
 *   InvalidArgumentException
 */
test.each([
  ['a key that is not there', { EncryptionType: 'KMS', KeyId: 'alias/none' }, 'KMSNotFoundException'],
  ['no encryption', { EncryptionType: 'NONE', KeyId: 'alias/none' }, 'InvalidArgumentException'],
] as const)('StartStreamEncryption with %s is refused', async (title, input, name) => {
  const StreamName = await rig.stream(title.replaceAll(' ', '-'))
  await expect(rig.client.startStreamEncryption({ StreamName, ...input })).rejects.toMatchObject({ name })
})
