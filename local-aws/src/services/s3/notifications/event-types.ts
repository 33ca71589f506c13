import { invalidArgument, notImplemented } from '../errors.ts'
import type { ObjectEventName } from '../object-events.ts'

/** What happens here; a rule may also name all of a kind: `s3:ObjectCreated:*`. */
const HAPPENING: readonly ObjectEventName[] = [
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
]

/** Kinds of events that S3 has and that never come here (User Guide, "Supported event types"). */
const NOT_HAPPENING = [
  's3:ReducedRedundancyLostObject',
  's3:ObjectRestore:',
  's3:Replication:',
  's3:LifecycleExpiration:',
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectTagging:',
  's3:ObjectAcl:Put',
]

/** @throws AwsError `InvalidArgument`, or `NotImplemented` for those that never come here */
export function checkKnownEvents(types: readonly string[]): void {
  for (const type of types) {
    if (HAPPENING.some(name => isOf(name, type))) continue
    if (NOT_HAPPENING.some(start => type.startsWith(start))) {
      throw notImplemented(`the event ${type}`)
    }
    throw invalidArgument('A specified event is not supported for notifications.', 'Event', type)
  }
}

/** Whether the event `name` is meant by `type`. */
export function isOf(name: string, type: string): boolean {
  return type.endsWith(':*') ? name.startsWith(type.slice(0, -1)) : name === type
}

/** Whether there are events that both types mean. */
export function shareEvents(type: string, other: string): boolean {
  return isOf(type, other) || isOf(other, type)
}
