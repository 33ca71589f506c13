/*
 * The two checksums of S3 that Node has not: CRC-32C (Castagnoli) and CRC-64/NVME, both reflected, with all bits
 * set at the beginning and inverted at the end. Eight tables take eight bytes a step ("slicing by 8"). JavaScript has
 * no unsigned 64-bit integers that are fast, so the wide one is kept in two halves of 32 bits.
 */

const SLICES = 8
const CASTAGNOLI = 0x82f63b78
/** 0x9a6c9329ac4bc9b5, the reflected form of 0xad93d23594c93659. */
const NVME_HIGH = 0x9a6c9329
const NVME_LOW = 0xac4bc9b5

/** The table entry for a slice and a byte: `tables[slice * 256 + byte]`, one table for each half. */
interface Tables {
  high: Uint32Array
  low: Uint32Array
}

function tablesOf(polynomialHigh: number, polynomialLow: number): Tables {
  const high = new Uint32Array(SLICES * 256)
  const low = new Uint32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let upper = 0
    let lower = byte
    for (let bit = 0; bit < 8; bit++) {
      const carry = lower & 1
      lower = (lower >>> 1) | (upper << 31)
      upper >>>= 1
      if (carry) {
        lower ^= polynomialLow
        upper ^= polynomialHigh
      }
    }
    high[byte] = upper
    low[byte] = lower
  }
  for (let index = 256; index < SLICES * 256; index++) {
    const upper = high[index - 256] as number
    const lower = low[index - 256] as number
    const next = lower & 0xff
    low[index] = ((lower >>> 8) | (upper << 24)) ^ (low[next] as number)
    high[index] = (upper >>> 8) ^ (high[next] as number)
  }
  return { high, low }
}

let castagnoli: Tables | undefined
let nvme: Tables | undefined

/** The CRC-32C of `bytes`, continued from the CRC of the preceding bytes. */
export function crc32c(bytes: Buffer, previous = 0): number {
  castagnoli ??= tablesOf(0, CASTAGNOLI)
  const t = castagnoli.low
  let crc = ~previous
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    const first = crc ^ bytes.readInt32LE(at)
    crc =
      (t[1792 + (first & 0xff)] as number) ^
      (t[1536 + ((first >>> 8) & 0xff)] as number) ^
      (t[1280 + ((first >>> 16) & 0xff)] as number) ^
      (t[1024 + (first >>> 24)] as number) ^
      (t[768 + (bytes[at + 4] as number)] as number) ^
      (t[512 + (bytes[at + 5] as number)] as number) ^
      (t[256 + (bytes[at + 6] as number)] as number) ^
      (t[bytes[at + 7] as number] as number)
  }
  for (; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (t[(crc ^ (bytes[at] as number)) & 0xff] as number)
  }
  return ~crc >>> 0
}

/** A CRC-64 as two halves. */
export interface Crc64 {
  high: number
  low: number
}

/** The CRC-64/NVME of `bytes`, continued from the CRC of the preceding bytes. */
export function crc64Nvme(bytes: Buffer, previous: Crc64 = { high: 0, low: 0 }): Crc64 {
  nvme ??= tablesOf(NVME_HIGH, NVME_LOW)
  const { high: h, low: l } = nvme
  let high = ~previous.high
  let low = ~previous.low
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    const first = low ^ bytes.readInt32LE(at)
    const second = high ^ bytes.readInt32LE(at + 4)
    const i0 = 1792 + (first & 0xff)
    const i1 = 1536 + ((first >>> 8) & 0xff)
    const i2 = 1280 + ((first >>> 16) & 0xff)
    const i3 = 1024 + (first >>> 24)
    const i4 = 768 + (second & 0xff)
    const i5 = 512 + ((second >>> 8) & 0xff)
    const i6 = 256 + ((second >>> 16) & 0xff)
    const i7 = second >>> 24
    high = xor8(h, i0, i1, i2, i3, i4, i5, i6, i7)
    low = xor8(l, i0, i1, i2, i3, i4, i5, i6, i7)
  }
  for (; at < bytes.length; at++) {
    const index = (low ^ (bytes[at] as number)) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ (l[index] as number)
    high = (high >>> 8) ^ (h[index] as number)
  }
  return { high: ~high >>> 0, low: ~low >>> 0 }
}

function xor8(
  t: Uint32Array,
  i0: number,
  i1: number,
  i2: number,
  i3: number,
  i4: number,
  i5: number,
  i6: number,
  i7: number,
): number {
  return (
    (t[i0] as number) ^
    (t[i1] as number) ^
    (t[i2] as number) ^
    (t[i3] as number) ^
    (t[i4] as number) ^
    (t[i5] as number) ^
    (t[i6] as number) ^
    (t[i7] as number)
  )
}
