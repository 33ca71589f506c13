import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { NotFound, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'
import { VideoRig } from './video-rig.ts'

const rig = new VideoRig()
let bucket: typeof import('../../../lambda/video/videos-bucket.ts')
const { signal } = new AbortController()

beforeAll(async () => {
  await rig.open('video-bucket')
  bucket = await import('../../../lambda/video/videos-bucket.ts')
})
afterAll(() => rig.close())
afterEach(() => jest.restoreAllMocks())

const text = async (key: string) => Buffer.from(await rig.object(key)).toString()

/** The real client, save for the results of its first calls. */
function first(...results: (object | Error)[]): void {
  const spy = jest.spyOn(S3Client.prototype, 'send')
  for (const result of results) {
    if (result instanceof Error) spy.mockRejectedValueOnce(result as never)
    else spy.mockResolvedValueOnce(result as never)
  }
}

const refusal = new S3ServiceException({ name: 'AccessDenied', $fault: 'client', $metadata: {} })
const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
const cutShort = () => ({ Body: Readable.from(['hal']), ContentLength: 5 })

describe('a document', () => {
  test('is stored once: what is stored first stays', async () => {
    expect(await bucket.storeOnce('renditions/once', 'first')).toBe(true)
    expect(await bucket.storeOnce('renditions/once', 'second')).toBe(false)
    expect(await bucket.recall('renditions/once')).toBe('first')
  })

  test('is not taken for stored where another write of it is under way', async () => {
    first(new S3ServiceException({ name: 'ConditionalRequestConflict', $fault: 'client', $metadata: {} }))
    await expect(bucket.storeOnce('renditions/conflict', 'text')).rejects.toThrow()
  })

  test('that nobody stored is undefined', async () => {
    expect(await bucket.recall('renditions/never')).toBeUndefined()
  })

  test('that cannot be read is not undefined', async () => {
    first(refusal)
    await expect(bucket.recall('renditions/once')).rejects.toBe(refusal)
  })

  test('of which a part arrives waits for S3', async () => {
    first({ Body: { transformToString: () => Promise.reject(broken) } })
    const error = await bucket.recall('renditions/once').catch(cause => cause)
    expect(unavailableIn(error)).toBe('s3')
  })
})

describe('a file', () => {
  const path = () => join(rig.clips.directory, 'file')

  test.each([
    ['breaks off', [broken, broken]],
    ['arrives in part', [cutShort(), cutShort()]],
  ])('is fetched again, up to twice, where it %s', async (_, results) => {
    await bucket.store('uploads/whole', Buffer.from('whole'), 'video/mp4')
    first(...results)
    await bucket.download('uploads/whole', path(), signal)
    await bucket.upload(path(), 'renditions/copy', 'video/mp4')
    expect(await text('renditions/copy')).toBe('whole')
  })

  test('that arrives in part three times waits for S3', async () => {
    first(cutShort(), cutShort(), cutShort())
    const error = await bucket.download('uploads/whole', path(), signal).catch(cause => cause)
    expect(unavailableIn(error)).toBe('s3')
  })

  test('is sent again, up to twice, where that breaks off, and not a third time', async () => {
    await writeFile(path(), 'content')
    first(broken, broken)
    expect(await bucket.upload(path(), 'renditions/sent', 'video/mp4')).toBe(7)
    expect(await text('renditions/sent')).toBe('content')
    first(broken, broken, broken)
    await expect(bucket.upload(path(), 'renditions/sent', 'video/mp4')).rejects.toBe(broken)
  })

  test.each([
    ['S3 refuses it', refusal, signal],
    ['the time is over', broken, AbortSignal.abort()],
  ])('is not fetched again where %s', async (_, error, at) => {
    first(error)
    await expect(bucket.download('uploads/whole', path(), at)).rejects.toBe(error)
  })
})

describe('the description of an object', () => {
  test('is its size and type', async () => {
    await bucket.store('uploads/described', Buffer.from('12345'), 'video/webm')
    expect(await bucket.describeObject('uploads/described')).toEqual({ bytes: 5, contentType: 'video/webm' })
  })

  test('fails for good where the object is gone', async () => {
    await expect(bucket.describeObject('uploads/gone')).rejects.toThrow(bucket.ObjectGone)
  })

  test('fails with what S3 says otherwise', async () => {
    first(refusal)
    await expect(bucket.describeObject('uploads/described')).rejects.toBe(refusal)
  })

  test('fails as the bucket does where that is missing: whether the object is there, nobody knows', async () => {
    const missing = () => new NotFound({ message: 'UnknownError', $metadata: {} })
    const ofBucket = missing()
    first(missing(), ofBucket)
    await expect(bucket.describeObject('uploads/described')).rejects.toBe(ofBucket)
  })
})
