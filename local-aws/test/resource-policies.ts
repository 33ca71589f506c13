/** A statement of a resource policy that lets an AWS service do something. */
export function allowService(service: string, Action: string | readonly string[], Resource: unknown = '*') {
  return { Effect: 'Allow', Principal: { Service: service }, Action, Resource }
}

/** The statement of the default key policy: the identity policies of the account decide. */
export const ALLOW_ACCOUNT = {
  Effect: 'Allow',
  Principal: { AWS: '000000000000' },
  Action: 'kms:*',
  Resource: '*',
}

/** What a service needs of the key of an encrypted queue or topic to which it sends. */
export const KEY_ACTIONS_OF_SENDERS = ['kms:GenerateDataKey', 'kms:Decrypt']
