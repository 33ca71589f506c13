import * as z from 'zod/mini'

/** Text for people: one line, not empty, of at most so many characters. */
export function line(maximum: number) {
  return z.string().check(z.maxLength(maximum), z.regex(/^(?=.*\S)[^\p{Cc}]+$/u))
}
