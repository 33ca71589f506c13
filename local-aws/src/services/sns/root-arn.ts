import type { Account } from '../../account.ts'

/** The principal as which CloudFormation subscribes: the account itself. */
export function rootArn({ id }: Account): string {
  return `arn:aws:iam::${id}:root`
}
