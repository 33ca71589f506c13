import { pageOf } from '../../../api/page.ts'
import { addressedVersion } from '../addressed-version.ts'
import { checksumElement, type ObjectChecksum } from '../checksum.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import { limitOf, partNumberMarker } from '../listing.ts'
import type { ObjectStore } from '../object-store.ts'
import type { ObjectPart, StoredObject } from '../object-version.ts'
import type { S3Operation, S3Request } from '../operation.ts'
import { type XmlContent, xmlDocument } from '../xml-document.ts'

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']
const HEADER = 'x-amz-object-attributes'

/** GetObjectAttributes. */
export function objectAttributes({ buckets, access }: ObjectStore): S3Operation[] {
  return [
    {
      name: 'GetObjectAttributes',
      method: 'GET',
      on: 'object',
      query: ['attributes'],
      run(request) {
        const bucket = buckets.get(request.bucket)
        const attributes = requestedAttributes(request)
        const { object, versionId, lastModified } = access.find(request, () =>
          addressedVersion(bucket, request),
        )
        const asked = (name: string, content: XmlContent) => (attributes.has(name) ? content : undefined)
        const body = xmlDocument('GetObjectAttributesResponse', {
          ETag: asked('ETag', object.eTag),
          Checksum: asked('Checksum', {
            ...checksumXml(withoutPartCount(object.checksum)),
            ChecksumType: object.checksum.type,
          }),
          ObjectParts: asked('ObjectParts', partsXml(object, request)),
          StorageClass: asked('StorageClass', object.storageClass),
          ObjectSize: asked('ObjectSize', object.content.length),
        })
        return {
          headers: {
            'last-modified': new Date(lastModified).toUTCString(),
            ...(bucket.versioning && { 'x-amz-version-id': versionId }),
          },
          body,
        }
      },
    },
  ]
}

/** @throws AwsError `InvalidRequest`, `InvalidArgument` */
function requestedAttributes({ headers }: S3Request): Set<string> {
  const names = String(headers[HEADER] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0) {
    throw invalidRequest(
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    )
  }
  const unknown = names.find(name => !ATTRIBUTES.includes(name))
  if (unknown !== undefined) throw invalidArgument('Invalid attribute name specified.', HEADER, unknown)
  return new Set(names)
}

export function checksumXml(checksum: ObjectChecksum | undefined): Record<string, string> {
  return checksum ? { [checksumElement(checksum.algorithm)]: checksum.value } : {}
}

/** Here, the value of a composite checksum does not end with the number of parts. */
function withoutPartCount(checksum: ObjectChecksum): ObjectChecksum {
  return { ...checksum, value: checksum.value.replace(/-\d+$/, '') }
}

/** Present only for multipart uploads; the parts are listed only if the object's checksum is made of theirs. */
function partsXml({ parts, checksum }: StoredObject, { headers }: S3Request): XmlContent {
  if (!parts) return undefined
  if (checksum.type !== 'COMPOSITE') return { PartsCount: parts.length }
  const header = (name: string) => headers[name] as string | undefined
  const marker = partNumberMarker(header('x-amz-part-number-marker'), 'x-amz-part-number-marker')
  const limit = limitOf(header('x-amz-max-parts'), 'x-amz-max-parts')
  const rest = parts.filter(({ partNumber }) => partNumber > marker)
  const { items, next } = pageOf(rest, { limit })
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: items.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: next !== undefined,
    Part: items.map(partXml),
  }
}

function partXml({ partNumber, size, checksum }: ObjectPart): XmlContent {
  return { PartNumber: partNumber, Size: size, ...checksumXml(checksum) }
}
