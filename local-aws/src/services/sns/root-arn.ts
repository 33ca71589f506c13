import type { Account } from '../../account.ts'

/** The principal that subscribes for CloudFormation: the account itself. */
export function rootArn({ id }: Account): string {
  return `arn:aws:iam::${id}:root`
}
