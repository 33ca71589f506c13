import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'

/** The canonical user id: "an alpha-numeric identifier, … that is an obfuscated form of the AWS account ID". */
export function ownerOf(account: Account): { ID: string } {
  return { ID: createHash('sha256').update(account.id).digest('hex') }
}

/** The canonical user id of everyone without credentials. */
const ANONYMOUS = '65a011a29cdf8ec533ec3d1ccaae921c'

/** The initiator of a multipart upload: "If the initiator is an IAM User, this element provides a user ARN." */
export function initiatorOf(caller: Caller | undefined): { ID: string; DisplayName: string } {
  if (!caller) return { ID: ANONYMOUS, DisplayName: 'anonymous' }
  if (caller.kind === 'service') return { ID: caller.sourceArn, DisplayName: caller.service }
  return { ID: caller.arn, DisplayName: caller.userId }
}
