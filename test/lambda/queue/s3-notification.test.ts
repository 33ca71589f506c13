import { s3Notifications } from '../../../lambda/queue/s3-notification.ts'

/* Amazon S3 User Guide, "Event message structure". */

const format = s3Notifications(key => /^uploads\/(.+)$/.exec(key)?.[1])

function created(key: string, changes: object = {}) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-01-02T03:04:05.678Z',
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: 'videos', arn: 'arn:aws:s3:::videos' },
      object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
    },
    ...changes,
  }
}

const opened = (...Records: object[]) => format.open(JSON.stringify({ Records }))

describe('a notification of S3', () => {
  test('says what happened to which object, and what business that is', () => {
    const message = opened(created('uploads/video-1'))
    expect(message).toMatchObject({ type: 's3:ObjectCreated:Put', correlationId: 'video-1' })
    expect(message.read()).toEqual({ objects: [{ bucket: 'videos', key: 'uploads/video-1' }] })
  })

  // "The s3 key provides information about the bucket and object involved in the event. The object key name value is
  // URL encoded. For example, "red flower.jpg" becomes "red+flower.jpg"".
  test.each([
    ['red+flower.jpg', 'red flower.jpg'],
    ['a%2Bb+%C3%BC.mp4', 'a+b ü.mp4'],
    ['uploads/100%25', 'uploads/100%'],
  ])('has its key decoded: %s', (encoded, key) => {
    expect(opened(created(encoded)).read()?.objects).toEqual([{ bucket: 'videos', key }])
  })

  test('may be about several objects', () => {
    const message = opened(created('other/1'), created('uploads/video-2'))
    expect(message.correlationId).toBe('video-2')
    expect(message.read()?.objects).toHaveLength(2)
  })

  // "When you configure an event notification on a bucket, Amazon S3 sends the following test message".
  test.each([
    ['eleven events', Array(11).fill(created('uploads/video-1'))],
    ['a megabyte of nothing', Array(300_000).fill({})],
  ])('has one event, or a few, never %s', (_, Records) => {
    expect(() => format.open(JSON.stringify({ Records }))).toThrow('#/Records must be at most 10 items long')
  })

  test('whose event has a name that S3 does not give is taken, and its name is not logged', () => {
    expect(opened(created('uploads/video-1', { eventName: 'Lovelace' })).type).toBe('s3:other')
  })

  test('may be the test message, which is about nothing', () => {
    const body = {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2014-10-13T15:57:02.089Z',
      Bucket: 'bucketname',
      RequestId: '5582815E1AEA5ADF',
      HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
    }
    const message = format.open(JSON.stringify(body))
    expect(message).toMatchObject({ type: 's3:TestEvent', correlationId: undefined })
    expect(message.read()).toEqual({ objects: [] })
  })

  test.each([
    ['no JSON', '{'],
    ['a CloudEvents document', JSON.stringify({ specversion: '1.0', type: 'a' })],
    ['no record', JSON.stringify({ Records: [] })],
    ['of another service', JSON.stringify({ Records: [created('a', { eventSource: 'aws:sns' })] })],
    // "A major version revision occurs if Amazon S3 makes a change that isn't backward compatible".
    ['of another major version', JSON.stringify({ Records: [created('a', { eventVersion: '3.0' })] })],
  ])('is not what is %s', (_, body) => {
    expect(() => format.open(body)).toThrow(expect.objectContaining({ name: 'UnparseableMessage' }))
  })

  test('whose key is not URL-encoded breaks the contract', () => {
    expect(() => opened(created('%'))).toThrow(expect.objectContaining({ name: 'ContractViolation' }))
  })
})
