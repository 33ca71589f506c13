import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import { notSimulated } from './errors.ts'

/** How the objects of a destination are compressed. */
export interface Compression {
  /** The file extension that the objects get by default. */
  readonly extension: string
  compress(content: Buffer): Buffer | Promise<Buffer>
}

const compressAside = promisify(gzip)
/** Above this, compressing takes so long that other work gets a turn meanwhile. */
const MAX_SYNCHRONOUS_BYTES = 1024 * 1024

const SIMULATED: Readonly<Record<string, Compression>> = {
  UNCOMPRESSED: { extension: '', compress: content => content },
  GZIP: {
    extension: '.gz',
    compress: content =>
      content.length > MAX_SYNCHRONOUS_BYTES ? compressAside(content) : gzipSync(content),
  },
}

/** @throws AwsError `InvalidArgumentException` for `ZIP`, `Snappy` and `HADOOP_SNAPPY`, which are not simulated */
export function compressionOf(format: string): Compression {
  const compression = Object.hasOwn(SIMULATED, format) ? SIMULATED[format] : undefined
  if (compression) return compression
  throw notSimulated(`CompressionFormat ${format}: use ${Object.keys(SIMULATED).join(' or ')}`)
}
