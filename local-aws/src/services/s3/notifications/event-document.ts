import type { ObjectEvent } from '../object-events.ts'
import { hostId } from '../operation.ts'

/** "The Amazon retail customer ID of the bucket owner". */
const OWNER = 'A2LOCALAWSOWNER'

/**
 * The event message of version 2.1 (User Guide, "Event message structure").
 *
 * @param happenedAt in ms since the epoch
 */
export function eventDocument(
  event: ObjectEvent,
  { configurationId, region, happenedAt }: { configurationId: string; region: string; happenedAt: number },
) {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date(happenedAt).toISOString(),
        eventName: event.name.slice('s3:'.length),
        userIdentity: { principalId: `AWS:${event.principalId}` },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': event.requestId,
          'x-amz-id-2': hostId(event.requestId),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: event.bucket,
            ownerIdentity: { principalId: OWNER },
            arn: `arn:aws:s3:::${event.bucket}`,
          },
          object: {
            key: encodedKey(event.key),
            size: event.size,
            eTag: event.eTag,
            versionId: event.versionId,
            sequencer: event.sequencer,
          },
        },
      },
    ],
  }
}

/**
 * The message to a newly configured destination: "Amazon S3 sends … a test message to the destination".
 *
 * @param configuredAt in ms since the epoch
 */
export function testDocument(bucket: string, requestId: string, configuredAt: number) {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(configuredAt).toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: hostId(requestId),
  }
}

/** "The object key name … is URL encoded" as in forms, with a space as `+`; slashes are kept. */
function encodedKey(key: string): string {
  return new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/')
}
