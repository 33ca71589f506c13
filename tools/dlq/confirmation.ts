import { createInterface } from 'node:readline/promises'
import { RefusedError } from './refused-error.ts'

/** Whether somebody can answer. */
export function isAsked(): boolean {
  return process.stdin.isTTY === true
}

/**
 * @param question what somebody has to say yes to
 * @param otherwise what was not done where nobody does
 * @throws RefusedError where nobody says yes
 */
export async function confirm(question: string, otherwise: string): Promise<void> {
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`${question} Type yes: `)
    if (answer.trim() !== 'yes') throw new RefusedError(otherwise)
  } finally {
    asking.close()
  }
}
