import type { Account } from '../../account.ts'

/** The input of a request, which has not been checked yet. */
export type Input = Readonly<Record<string, unknown>>

/**
 * The ARNs of the resources in a request to one service; undefined for what is not there.
 *
 * @param operation the name in the API reference
 */
export type FindResources = (
  input: Input,
  account: Account,
  operation: string,
) => readonly (string | undefined)[]

/** Only the service knows the resource: the operation authorizes it as soon as it has found it. */
export const KNOWN_LATER: readonly string[] = []

/** Values that are not text are ignored. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
