import { taggedVersion } from '../addressed-version.ts'
import type { Bucket } from '../bucket.ts'
import type { ObjectStore } from '../object-store.ts'
import { TAGGING, tagsOfXml, tagsXml } from '../object-tags.ts'
import { type LiveVersion, NO_TAGS } from '../object-version.ts'
import type { S3Operation, S3Request } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'

/** PutObjectTagging, GetObjectTagging and DeleteObjectTagging, for the current or the given version. */
export function objectTagging({ buckets, access }: ObjectStore): S3Operation[] {
  const base = { on: 'object', query: ['tagging'] } as const
  const find = (request: S3Request) => {
    const bucket = buckets.get(request.bucket)
    const version = access.find(request, () => taggedVersion(bucket, request))
    return { version, headers: versionHeader(bucket, version) }
  }

  return [
    {
      ...base,
      name: 'GetObjectTagging',
      method: 'GET',
      run(request) {
        const { version, headers } = find(request)
        return { headers, body: xmlDocument('Tagging', tagsXml(version.object.tags)) }
      },
    },
    {
      ...base,
      name: 'PutObjectTagging',
      method: 'PUT',
      run(request) {
        const { version, headers } = find(request)
        version.object.tags = tagsOfXml(parseXml(request.body, 'Tagging', TAGGING))
        return { headers }
      },
    },
    {
      ...base,
      name: 'DeleteObjectTagging',
      method: 'DELETE',
      run(request) {
        const { version, headers } = find(request)
        version.object.tags = NO_TAGS
        return { status: 204, headers }
      },
    },
  ]
}

function versionHeader(bucket: Bucket, { versionId }: LiveVersion): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId }
}
