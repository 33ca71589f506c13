import type { PolicyKind } from './policy.ts'

/**
 * The condition keys that requests here have where requests on AWS have them (`request-keys.ts` gives their values);
 * those without a value here have none on AWS either, in an account outside of any organization and VPC.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:currenttime',
  'aws:epochtime',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
  'aws:vpcsourceip',
])

/**
 * Resource policies decide here only what services send, publish and invoke, and who may call a function URL without
 * credentials. These keys belong to requests of other callers or actions, or `request-keys.ts` need not know them.
 */
const IN_RESOURCE_POLICIES: ReadonlySet<string> = new Set([
  'aws:referer',
  'aws:sourceip',
  'aws:useragent',
  'lambda:eventsourcetoken',
  'lambda:functionurlauthtype',
  'lambda:invokedviafunctionurl',
  'sns:endpoint',
  'sns:protocol',
])

/** Whether requests that a policy of this kind decides have the key here, if they have it on AWS. */
export function isKnownKey(key: string, kind: PolicyKind): boolean {
  return (
    EVERYWHERE.has(key) || (kind === 'resource' && (IN_RESOURCE_POLICIES.has(key) || isTagOfPrincipal(key)))
  )
}

const isTagOfPrincipal = (key: string) => key.startsWith('aws:principaltag/')
