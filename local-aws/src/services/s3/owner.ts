import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'

/** The canonical user id: "an alpha-numeric identifier, … that is an obfuscated form of the AWS account ID". */
export function ownerOf(account: Account): { ID: string } {
  return { ID: createHash('sha256').update(account.id).digest('hex') }
}

/** The initiator of a multipart upload: "If the initiator is an IAM User, this element provides a user ARN." */
export function initiatorOf(caller: Caller): { ID: string; DisplayName: string } {
  if (caller.kind === 'service') return { ID: caller.sourceArn, DisplayName: caller.service }
  return { ID: caller.arn, DisplayName: caller.userId }
}
