import { randomBytes } from 'node:crypto'

/**
 * Hexadecimal digits that nobody can guess: what {@link Random} gives is the same at every start.
 *
 * @param length an even number
 */
export function secretHex(length: number): string {
  return randomBytes(length / 2).toString('hex')
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
    const bytes = Buffer.allocUnsafe(words * 4)
    for (let word = 0; word < words; word++) bytes.writeUInt32BE(this.#next(), word * 4)
    return bytes.toString('hex').slice(0, length)
  }

  /** Capital letters and digits, as in access keys and CloudFormation's physical names. */
  letters(length: number): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
    return Array.from({ length }, () => alphabet[this.#next() & 31]).join('')
  }

  /** A UUID of version 4 in its text form. */
  uuid(): string {
    const digits = this.hex(32)
    const variant = '89ab'[this.#next() & 3]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
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
