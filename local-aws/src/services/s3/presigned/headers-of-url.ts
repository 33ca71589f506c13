import { isPresigned } from './presigned-url.ts'
import { isVersionTwo } from './version-two.ts'

/**
 * Headers that signers put into the URL (`x-amz-tagging`, `x-amz-meta-…`). Checksums are excluded: SDKs add the
 * checksum of an empty body to the URL, and S3 ignores it (localstack#12169).
 */
export function headersOfUrl(query: URLSearchParams): Record<string, string> {
  if (!isPresigned(query) && !isVersionTwo(query)) return {}
  return Object.fromEntries(
    [...query].filter(([name]) => name.startsWith('x-amz-') && !CHECKSUM_PARAMETER.test(name)),
  )
}

const CHECKSUM_PARAMETER = /^x-amz-(?:sdk-checksum-algorithm|checksum-(?:crc32c?|crc64nvme|sha1|sha256))$/
