import { createHash } from 'node:crypto'
import { AwsError } from '../../aws-error.ts'

/** "A client request token is valid for 10 minutes after the first request that uses it is completed." */
const VALID_MS = 10 * 60 * 1000

/** The transactions with a token in the last ten minutes. */
export class ClientRequestTokens {
  /** Oldest first: a token is added once and removed only when it expires. */
  readonly #completed = new Map<string, { fingerprint: string; at: number }>()

  /**
   * Whether the transaction was already executed.
   *
   * @throws AwsError `IdempotentParameterMismatchException` if the token belongs to another transaction
   */
  has(token: string, fingerprint: string, now: number): boolean {
    for (const [oldest, { at }] of this.#completed) {
      if (now - at < VALID_MS) break
      this.#completed.delete(oldest)
    }
    const completed = this.#completed.get(token)
    if (!completed) return false
    if (completed.fingerprint === fingerprint) return true
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    )
  }

  add(token: string, fingerprint: string, now: number): void {
    this.#completed.set(token, { fingerprint, at: now })
  }
}

/** Equal for requests with the same parameters, regardless of the order of their members. */
export function fingerprint(input: object): string {
  return createHash('sha256').update(JSON.stringify(input, sorted)).digest('base64')
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
