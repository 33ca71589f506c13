import { isObject, type JsonObject } from '../../patterns/value.ts'
import type { Refuse } from './errors.ts'

/**
 * The members of a policy that is an attribute, such as `ReplayPolicy`. AWS words the errors of `RedrivePolicy` so
 * (cloudposse/terraform-aws-sns-topic#48).
 *
 * @throws the error that `refuse` creates from the reason: for text that is no JSON object, and for unknown members
 */
export function policyMembers(
  policy: string,
  text: string,
  known: readonly string[],
  refuse: Refuse,
): JsonObject {
  let members: unknown
  try {
    members = JSON.parse(text)
  } catch {
    throw refuse(`${policy}: failed to parse JSON.`)
  }
  if (!isObject(members)) throw refuse(`${policy}: must be a JSON object.`)
  const unknown = Object.keys(members).find(name => !known.includes(name))
  if (unknown !== undefined) throw refuse(`${policy}: invalid JSON. Attribute ${unknown} is unknown.`)
  return members
}
