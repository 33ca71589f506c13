import { invalidArgument, notImplemented } from '../errors.ts'
import type { ObjectEventName } from '../object-events.ts'

/** The events that occur here; a rule may also use a wildcard: `s3:ObjectCreated:*`. */
const HAPPENING: readonly ObjectEventName[] = [
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
]

/** Event types of S3 that never occur here (User Guide, "Supported event types"). */
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

/** @throws AwsError `InvalidArgument`, or `NotImplemented` for events that never occur here */
export function checkKnownEvents(types: readonly string[]): void {
  for (const type of types) {
    if (HAPPENING.some(name => isOf(name, type))) continue
    if (NOT_HAPPENING.some(start => type.startsWith(start))) {
      throw notImplemented(`the event ${type}`)
    }
    throw invalidArgument('A specified event is not supported for notifications.', 'Event', type)
  }
}

/** Whether the type `type` includes the event `name`. */
export function isOf(name: string, type: string): boolean {
  return type.endsWith(':*') ? name.startsWith(type.slice(0, -1)) : name === type
}

/** Whether both types include a common event. */
export function shareEvents(type: string, other: string): boolean {
  return isOf(type, other) || isOf(other, type)
}
