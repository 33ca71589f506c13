import type { Resource } from '../../../template/resource-type.ts'
import type { AccessPolicy } from '../access-policy.ts'

/** The principal as which CloudFormation subscribes. */
export const rootOf = ({ id }: { id: string }) => `arn:aws:iam::${id}:root`

/** The properties of these names as the API takes them: JSON documents and all else as text. */
export function textOf({ properties }: Resource, names: readonly string[]): Record<string, string> {
  const text: Record<string, string> = {}
  for (const name of names) {
    const value = properties[name]
    if (value !== undefined) text[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return text
}

/** A policy document, which templates may hold as an object or as JSON. */
export function documentOf(policy: AccessPolicy | string): AccessPolicy {
  return typeof policy === 'string' ? JSON.parse(policy) : policy
}
