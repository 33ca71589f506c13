import { createHash } from 'node:crypto'
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUMS_NOT_SIMULATED,
  type ChecksumAlgorithm,
  checksumElement,
  checksumHeader,
  checksumOf,
  compositeChecksum,
  type ObjectChecksum,
} from './checksum.ts'
import { badDigest, invalidRequest, malformedXml, s3Error } from './errors.ts'
import type { MultipartUpload, UploadedPart } from './multipart-uploads.ts'
import type { StoredObject } from './object-version.ts'
import type { S3Request } from './operation.ts'
import { bare } from './preconditions.ts'
import { DEFAULT_CHECKSUM } from './put-object.ts'
import { NOT_SIMULATED, parseXml, type XmlElement, type XmlShape } from './xml-document.ts'

/** "5 MB to 5 GB. There is no minimum size limit on the last part of your multipart upload." */
const MIN_PART_BYTES = 5 * 1024 ** 2
/** The highest part number; the lowest is 1. */
export const MAX_PARTS = 10_000

/** The element `CompleteMultipartUpload`. */
export const COMPLETION: XmlShape = {
  Part: {
    PartNumber: 'text',
    ETag: 'text',
    ...Object.fromEntries(
      CHECKSUM_ALGORITHMS.map(algorithm => [checksumElement(algorithm), 'text' as const]),
    ),
    ...Object.fromEntries(
      CHECKSUMS_NOT_SIMULATED.map(algorithm => [`Checksum${algorithm}`, NOT_SIMULATED] as const),
    ),
  },
}

/**
 * Assembles the object from the listed parts.
 *
 * @param request of CompleteMultipartUpload
 * @throws AwsError `MalformedXML`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`, `InvalidRequest`, `BadDigest`
 */
export async function assembledObject(upload: MultipartUpload, request: S3Request): Promise<StoredObject> {
  if (request.body.length === 0) throw invalidRequest('You must specify at least one part')
  const listed = parseXml(request.body, 'CompleteMultipartUpload', COMPLETION).all('Part')
  if (listed.length === 0 || listed.length > MAX_PARTS) throw malformedXml()
  if (upload.checksum) checkType(upload.checksum.type, request.headers['x-amz-checksum-type'])
  const parts = chosenParts(upload, listed)
  checkSizes(parts)
  const content = Buffer.concat(parts.map(part => part.content))
  checkTotalSize(content.length, request)
  return {
    ...upload.traits,
    content,
    eTag: compositeETag(parts),
    checksum: await verifiedObjectChecksum(upload, parts, content, request),
    parts: parts.map(part => ({
      partNumber: part.partNumber,
      size: part.content.length,
      checksum: part.checksum,
    })),
  }
}

function chosenParts(upload: MultipartUpload, listed: readonly XmlElement[]): UploadedPart[] {
  const numbers = listed.map(element => Number(element.textOf('PartNumber') ?? Number.NaN))
  if (numbers.some(number => !Number.isInteger(number))) throw malformedXml()
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] as number))) {
    throw s3Error(
      400,
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      { UploadId: upload.uploadId },
    )
  }
  return listed.map((element, index) => chosenPart(upload, element, numbers[index] as number))
}

function chosenPart(upload: MultipartUpload, element: XmlElement, partNumber: number): UploadedPart {
  const eTag = element.textOf('ETag')
  if (eTag === undefined) throw malformedXml()
  const part = upload.parts.get(partNumber)
  if (part && part.eTag === bare(eTag) && checksumFits(upload, part, element)) return part
  throw s3Error(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: upload.uploadId, PartNumber: partNumber, ETag: bare(eTag) },
  )
}

/**
 * @throws AwsError `InvalidRequest` if the upload has a composite checksum, and the request lacks the checksum of this
 * part
 */
function checksumFits({ checksum }: MultipartUpload, part: UploadedPart, element: XmlElement): boolean {
  const other =
    checksum &&
    CHECKSUM_ALGORITHMS.find(name => name !== checksum.algorithm && element.one(checksumElement(name)))
  if (other) {
    throw s3Error(
      400,
      'BadDigest',
      `The ${other.toLowerCase()} you specified for part ${part.partNumber} did not match what we received.`,
    )
  }
  const algorithm = part.checksum?.algorithm
  const told = algorithm && element.textOf(checksumElement(algorithm))
  if (told !== undefined) return told === part.checksum?.value
  if (checksum?.type !== 'COMPOSITE') return true
  const name = checksum.algorithm.toLowerCase()
  throw invalidRequest(
    `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${part.partNumber} in the request.`,
  )
}

function checkSizes(parts: readonly UploadedPart[]): void {
  const small = parts.slice(0, -1).find(({ content }) => content.length < MIN_PART_BYTES)
  if (!small) return
  throw s3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ETag: small.eTag,
    MinSizeAllowed: MIN_PART_BYTES,
    PartNumber: small.partNumber,
    ProposedSize: small.content.length,
  })
}

function checkTotalSize(size: number, { headers }: S3Request): void {
  const expected = headers['x-amz-mp-object-size'] as string | undefined
  if (expected === undefined || Number(expected) === size) return
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
  )
}

/** "the hexadecimal of the MD5 of the parts' MD5s, and the number of parts". */
function compositeETag(parts: readonly UploadedPart[]): string {
  const hash = createHash('MD5')
  for (const { eTag } of parts) hash.update(eTag, 'hex')
  return `${hash.digest('hex')}-${parts.length}`
}

async function verifiedObjectChecksum(
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  content: Buffer,
  { headers }: S3Request,
): Promise<ObjectChecksum> {
  const { algorithm, type } = upload.checksum ?? { algorithm: DEFAULT_CHECKSUM, type: 'FULL_OBJECT' }
  const values = parts.map(part => part.checksum?.value)
  const checksum =
    type === 'COMPOSITE'
      ? compositeChecksum(algorithm, values as string[])
      : await checksumOf(content, algorithm)
  const given = headers[checksumHeader(algorithm)] as string | undefined
  if (given !== undefined && given !== checksum.value) throw badDigest(algorithm)
  return checksum
}

function checkType(type: string, asked: string | string[] | undefined): void {
  if (asked === undefined || asked === type) return
  throw invalidRequest(
    `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
  )
}

/** @throws AwsError `InvalidRequest` if a part has another checksum algorithm than the upload */
export function checkPartChecksum(upload: MultipartUpload, given: ChecksumAlgorithm | undefined): void {
  const expected = upload.checksum?.algorithm
  if (expected === undefined || given === undefined || expected === given) return
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${given.toLowerCase()}`,
  )
}
