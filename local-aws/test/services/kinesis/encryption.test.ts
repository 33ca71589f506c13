import { KinesisStage } from './kinesis-stage.ts'

const stage = new KinesisStage()
beforeAll(() => stage.open())
afterAll(() => stage.close())

async function encrypted(StreamName: string, KeyId?: string): Promise<string> {
  const key = KeyId ?? ((await stage.keys.createKey({})).KeyMetadata?.KeyId as string)
  await stage.stream(StreamName)
  await stage.client.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: key })
  await stage.settle()
  return key
}

// "You can verify that encryption is applied by inspecting the API response from PutRecord or PutRecords."
test('encrypted records and answers carry EncryptionType', async () => {
  const StreamName = 'secret'
  const KeyId = await encrypted(StreamName)
  const record = { Data: Buffer.from('a'), PartitionKey: 'a' }
  expect(await stage.client.putRecord({ StreamName, ...record })).toMatchObject({ EncryptionType: 'KMS' })
  expect(await stage.client.putRecords({ StreamName, Records: [record] })).toMatchObject({
    EncryptionType: 'KMS',
  })
  const { StreamDescription } = await stage.client.describeStream({ StreamName })
  expect(StreamDescription).toMatchObject({ EncryptionType: 'KMS', KeyId })

  await stage.client.stopStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId })
  await stage.settle()
  expect(await stage.client.putRecord({ StreamName, ...record })).not.toHaveProperty('EncryptionType')
  const { Records = [] } = await stage.client.getRecords({ ShardIterator: await stage.iterator(StreamName) })
  expect(Records.map(({ EncryptionType }) => EncryptionType)).toEqual(['KMS', 'KMS', undefined])
})

// KMSDisabledException: "the specified customer master key (CMK) isn't enabled"; KMSInvalidStateException: "the state
// of the specified resource isn't valid for this request", as of a key that is to be deleted.
test.each([
  ['disabled', (KeyId: string) => stage.keys.disableKey({ KeyId }), 'KMSDisabledException'],
  ['deleted soon', (KeyId: string) => stage.keys.scheduleKeyDeletion({ KeyId }), 'KMSInvalidStateException'],
])('a key that is %s stops producers and consumers', async (title, change, name) => {
  const StreamName = title.replaceAll(' ', '-')
  const KeyId = await encrypted(StreamName)
  await stage.put(StreamName, 'a')
  const iterator = await stage.iterator(StreamName)
  await change(KeyId)
  await expect(stage.put(StreamName, 'b')).rejects.toMatchObject({ name })
  await expect(
    stage.client.putRecords({ StreamName, Records: [{ Data: Buffer.of(1), PartitionKey: 'a' }] }),
  ).rejects.toMatchObject({ name })
  await expect(stage.texts(iterator)).rejects.toMatchObject({ name })
})

test('records that an older key encrypted need that key', async () => {
  const older = await encrypted('changed')
  await stage.put('changed', 'a')
  const { KeyMetadata } = await stage.keys.createKey({})
  const KeyId = KeyMetadata?.KeyId as string
  await stage.client.startStreamEncryption({ StreamName: 'changed', EncryptionType: 'KMS', KeyId })
  await stage.settle()
  await stage.keys.disableKey({ KeyId: older })
  await stage.put('changed', 'b')
  await expect(stage.texts(await stage.iterator('changed'))).rejects.toMatchObject({
    name: 'KMSDisabledException',
  })
  expect(await stage.texts(await stage.iterator('changed', { type: 'LATEST' }))).toEqual([])
})

test('the key that AWS manages is always there', async () => {
  await encrypted('managed', 'alias/aws/kinesis')
  await stage.put('managed', 'a')
  expect(await stage.texts(await stage.iterator('managed'))).toEqual(['a'])
})

test.each([
  ['a key that is not there', { EncryptionType: 'KMS', KeyId: 'alias/none' }, 'KMSNotFoundException'],
  ['no encryption', { EncryptionType: 'NONE', KeyId: 'alias/none' }, 'InvalidArgumentException'],
] as const)('StartStreamEncryption with %s is refused', async (title, input, name) => {
  const StreamName = await stage.stream(title.replaceAll(' ', '-'))
  await expect(stage.client.startStreamEncryption({ StreamName, ...input })).rejects.toMatchObject({ name })
})
