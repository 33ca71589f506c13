import type { ObjectStore } from '../object-store.ts'
import type { S3Operation } from '../operation.ts'
import { putObject, writtenHeaders } from '../put-object.ts'

/** Writes and deletes one object. */
export function putAndDelete(store: ObjectStore): S3Operation[] {
  return [
    {
      name: 'PutObject',
      method: 'PUT',
      on: 'object',
      async run(request) {
        const version = await putObject(store, request)
        return { headers: writtenHeaders(store, store.buckets.get(request.bucket), version) }
      },
    },
  ]
}
