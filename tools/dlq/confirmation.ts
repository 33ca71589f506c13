import { createInterface } from 'node:readline/promises'
import { RefusedError } from './refused-error.ts'

/** Whether somebody can answer. */
export function isAsked(): boolean {
  return process.stdin.isTTY === true
}

/** @throws RefusedError where nobody says yes */
export async function confirm(what: string): Promise<void> {
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`Drop ${what}? A copy is kept in a file. Type yes: `)
    if (answer.trim() !== 'yes') throw new RefusedError('Nothing was dropped.')
  } finally {
    asking.close()
  }
}
