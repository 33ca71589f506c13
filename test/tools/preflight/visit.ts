import type { Traits } from './account-traits.ts'
import { type Lines, linesOf } from './preflight.ts'
import { type Refusal, StubAccount } from './stub-account.ts'
import type { StubAssembly } from './stub-assembly.ts'

export interface Visit extends Lines {
  /** What was asked of the account. */
  asked: string[]
}

interface Circumstances {
  refusal?: Refusal
  args?: readonly string[]
}

/** What preflight prints of an account with certain traits, or of an endpoint. */
export async function visit(
  { directory }: StubAssembly,
  account: Traits | string,
  { refusal, args = [] }: Circumstances = {},
): Promise<Visit> {
  const linesAt = (endpoint: string) => linesOf(['--assembly', directory, '--endpoint', endpoint, ...args])
  if (typeof account === 'string') return { ...(await linesAt(account)), asked: [] }
  const stub = await StubAccount.open(account, refusal)
  try {
    return { ...(await linesAt(stub.endpoint)), asked: stub.asked }
  } finally {
    await stub.close()
  }
}

/** The marks at the beginning of the lines, without the conclusion: `✓✓!`. */
export function marks(lines: readonly string[]): string {
  return lines
    .slice(0, lines.indexOf(''))
    .map(line => line[0])
    .join('')
}
