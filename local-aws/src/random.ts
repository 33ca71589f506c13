import { randomBytes, randomFillSync } from 'node:crypto'

/**
 * Hexadecimal digits that nobody can guess, even where {@link Random} has a seed.
 *
 * @param length an even number
 */
export function secretHex(length: number): string {
  return randomBytes(length / 2).toString('hex')
}

const HEX_DIGITS = Buffer.from('0123456789abcdef')
/** Each UUID is written over the one before: every message and every request takes one. */
const UUID = Buffer.from('00000000-0000-4000-8000-000000000000')

/** Writes the lowest `count` digits of `value`. */
function writeHex(text: Buffer, at: number, value: number, count: number): void {
  for (let digit = 0; digit < count; digit++) {
    text[at + digit] = HEX_DIGITS[(value >>> (4 * (count - 1 - digit))) & 15] as number
  }
}

/** How many numbers one call to the operating system gives. */
const WORDS_PER_CALL = 1024

/**
 * The source of chance in this package. Without a seed, nobody can guess its numbers; the same seed gives the same run,
 * for tests.
 *
 * Secrets are made by {@link secretHex}, which ignores the seed.
 */
export class Random {
  readonly #next: () => number

  /** @param seed @default - unpredictable numbers */
  constructor(seed?: number) {
    this.#next = seed === undefined ? unpredictable() : seeded(seed)
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#next() / 2 ** 32
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.fraction() * below)
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    const words = Math.ceil(length / 8)
    const digits = Buffer.allocUnsafe(words * 8)
    for (let word = 0; word < words; word++) writeHex(digits, word * 8, this.#next(), 8)
    return digits.toString('latin1', 0, length)
  }

  /** Capital letters and digits, as in access keys and CloudFormation's physical names. */
  letters(length: number): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
    return Array.from({ length }, () => alphabet[this.#next() & 31]).join('')
  }

  /** A UUID of version 4 in its text form. */
  uuid(): string {
    const [a, b, c, d] = [this.#next(), this.#next(), this.#next(), this.#next()]
    const variant = 8 + (this.#next() & 3)
    writeHex(UUID, 0, a, 8)
    writeHex(UUID, 9, b >>> 16, 4)
    writeHex(UUID, 15, b, 3)
    writeHex(UUID, 19, variant, 1)
    writeHex(UUID, 20, c >>> 16, 3)
    writeHex(UUID, 24, c, 4)
    writeHex(UUID, 28, d, 8)
    return UUID.toString('latin1')
  }
}

/** Unsigned 32-bit numbers of the operating system's generator. */
function unpredictable(): () => number {
  const words = new Uint32Array(WORDS_PER_CALL)
  let at = words.length
  return () => {
    if (at === words.length) {
      randomFillSync(words)
      at = 0
    }
    return words[at++] as number
  }
}

/** Unsigned 32-bit numbers of sfc32 (Chris Doty-Humphrey's PractRand). */
function seeded(seed: number): () => number {
  let a = seed | 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  return next
}
