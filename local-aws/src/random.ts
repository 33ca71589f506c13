import { randomBytes } from 'node:crypto'

/**
 * Hexadecimal digits that nobody can guess: what {@link Random} gives is the same at every start.
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

/**
 * The source of chance in this package: the same seed gives the same run.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's PractRand): fast, small, and good enough for ids and jitter.
 * Nothing secret is made from it: see {@link secretHex}.
 */
export class Random {
  #a: number
  #b = 0x9e3779b9
  #c = 0x243f6a88
  #counter = 1

  constructor(seed: number) {
    this.#a = seed | 0
    for (let round = 0; round < 12; round++) this.#next()
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

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return sum >>> 0
  }
}
