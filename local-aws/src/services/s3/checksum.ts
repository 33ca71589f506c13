import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c, crc64Nvme } from './cyclic-redundancy-check.ts'

/** In the order of the API reference. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const

/** Algorithms of S3 that are refused by name. */
export const CHECKSUMS_NOT_SIMULATED = ['MD5', 'SHA512', 'XXHASH128', 'XXHASH3', 'XXHASH64']

export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]

/** A checksum of the whole object, or of the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
  /** Base64; a composite checksum ends with `-<number of parts>`. */
  readonly value: string
}

/** The header name, such as `x-amz-checksum-crc64nvme`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** The XML element name, such as `ChecksumCRC64NVME`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return (CHECKSUM_ALGORITHMS as readonly string[]).includes(name)
}

const DIGEST_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

/** Whether `value` is a digest of this algorithm in base64. */
export function isDigest(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === DIGEST_BYTES[algorithm] && bytes.toString('base64') === value
}

interface RunningDigest {
  update(bytes: Buffer): void
  digest(): Buffer
}

function runningDigest(algorithm: ChecksumAlgorithm | 'MD5'): RunningDigest {
  switch (algorithm) {
    case 'CRC32':
      return running<number>(0, (bytes, crc) => crc32(bytes, crc), unsigned)
    case 'CRC32C':
      return running<number>(0, crc32c, unsigned)
    case 'CRC64NVME':
      return running({ high: 0, low: 0 }, crc64Nvme, ({ high, low }) =>
        Buffer.concat([unsigned(high), unsigned(low)]),
      )
    default: {
      const hash = createHash(algorithm)
      return { update: bytes => void hash.update(bytes), digest: () => hash.digest() }
    }
  }
}

function running<T>(
  start: T,
  next: (bytes: Buffer, state: T) => T,
  end: (state: T) => Buffer,
): RunningDigest {
  let state = start
  return {
    update: bytes => {
      state = next(bytes, state)
    },
    digest: () => end(state),
  }
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** How much is hashed before other work gets a turn: about a tenth of a second. */
const SLICE_BYTES = 32 * 1024 * 1024

/** The digest of `content`, which may be a gigabyte; other work gets a turn between slices. */
export async function digestOf(content: Buffer, algorithm: ChecksumAlgorithm | 'MD5'): Promise<Buffer> {
  const digest = runningDigest(algorithm)
  for (let at = 0; at < content.length; at += SLICE_BYTES) {
    digest.update(content.subarray(at, at + SLICE_BYTES))
    if (at + SLICE_BYTES < content.length) await new Promise(resolve => setImmediate(resolve))
  }
  return digest.digest()
}

export async function checksumOf(content: Buffer, algorithm: ChecksumAlgorithm): Promise<ObjectChecksum> {
  const value = (await digestOf(content, algorithm)).toString('base64')
  return { algorithm, type: 'FULL_OBJECT', value }
}

/**
 * "a checksum of checksums": of the parts' digests, followed by their number (User Guide, "Checking object integrity").
 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, values: readonly string[]): ObjectChecksum {
  const digest = runningDigest(algorithm)
  for (const value of values) digest.update(Buffer.from(value, 'base64'))
  return { algorithm, type: 'COMPOSITE', value: `${digest.digest().toString('base64')}-${values.length}` }
}
