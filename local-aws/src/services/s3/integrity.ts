import type { IncomingHttpHeaders } from 'node:http'
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUMS_NOT_SIMULATED,
  type ChecksumAlgorithm,
  checksumHeader,
  digestOf,
  isChecksumAlgorithm,
  isDigest,
  type ObjectChecksum,
} from './checksum.ts'
import { badDigest, invalidRequest, notImplemented, s3Error } from './errors.ts'

/**
 * Checks that the body matches its headers `Content-MD5` and `x-amz-content-sha256`.
 *
 * @throws AwsError `InvalidDigest`, `BadDigest`, `XAmzContentSHA256Mismatch`
 */
export async function checkBody(headers: IncomingHttpHeaders, body: Buffer): Promise<void> {
  await checkMd5(headers['content-md5'] as string | undefined, body)
  await checkSha256(headers['x-amz-content-sha256'] as string | undefined, body)
}

async function checkMd5(given: string | undefined, body: Buffer): Promise<void> {
  if (given === undefined) return
  const expected = Buffer.from(given, 'base64')
  if (expected.length !== 16) {
    throw s3Error(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      'Content-MD5': given,
    })
  }
  const calculated = await digestOf(body, 'MD5')
  if (calculated.equals(expected)) return
  throw s3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
    ExpectedDigest: given,
    CalculatedDigest: calculated.toString('base64'),
  })
}

async function checkSha256(given: string | undefined, body: Buffer): Promise<void> {
  if (given === undefined || given === 'UNSIGNED-PAYLOAD' || given.startsWith('STREAMING-')) return
  if (!/^[0-9a-f]{64}$/i.test(given)) {
    throw invalidRequest(
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    )
  }
  const calculated = (await digestOf(body, 'SHA256')).toString('hex')
  if (calculated === given.toLowerCase()) return
  throw s3Error(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: given, S3ComputedContentSHA256: calculated },
  )
}

/**
 * The checksum of the body in the headers or the trailer.
 *
 * @throws AwsError `InvalidRequest` for an invalid digest, or for more than one
 */
export function givenChecksum(headers: IncomingHttpHeaders): ObjectChecksum | undefined {
  const given = CHECKSUM_ALGORITHMS.filter(algorithm => headers[checksumHeader(algorithm)] !== undefined)
  const [algorithm] = given
  if (given.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const announced = headers['x-amz-sdk-checksum-algorithm'] as string | undefined
  if (announced !== undefined) checkAnnounced(announced.toUpperCase(), algorithm)
  if (!algorithm) return undefined
  const value = headers[checksumHeader(algorithm)] as string
  if (!isDigest(algorithm, value)) {
    throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`)
  }
  return { algorithm, type: 'FULL_OBJECT', value }
}

/**
 * @param name in capitals
 * @throws AwsError `InvalidRequest`, `NotImplemented`
 */
export function checksumAlgorithm(name: string): ChecksumAlgorithm {
  if (isChecksumAlgorithm(name)) return name
  if (CHECKSUMS_NOT_SIMULATED.includes(name)) throw notImplemented(`the checksum algorithm ${name}`)
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  )
}

function checkAnnounced(announced: string, given: string | undefined): void {
  checksumAlgorithm(announced)
  if (given === undefined) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  }
  if (given !== announced) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
  }
}

/**
 * The verified checksum of the request's body.
 *
 * @throws AwsError `BadDigest`, `InvalidRequest`
 */
export async function verifiedChecksum(
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<ObjectChecksum | undefined> {
  const given = givenChecksum(headers)
  if (!given) return undefined
  const calculated = (await digestOf(body, given.algorithm)).toString('base64')
  if (calculated !== given.value) throw badDigest(given.algorithm)
  return given
}
