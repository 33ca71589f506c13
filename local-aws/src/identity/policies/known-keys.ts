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

/** Requests by HTTP have these. */
const BY_HTTP: ReadonlySet<string> = new Set(['aws:referer', 'aws:sourceip', 'aws:useragent'])

/** The keys of single services, as far as their requests have them here. */
const OF_SERVICES: ReadonlySet<string> = new Set([
  'cloudwatch:namespace',
  'dynamodb:returnconsumedcapacity',
  'dynamodb:returnvalues',
  'dynamodb:select',
  'iam:passedtoservice',
  'kms:calleraccount',
  'kms:encryptionalgorithm',
  'kms:encryptioncontextkeys',
  'kms:keyorigin',
  'kms:keyspec',
  'kms:keyusage',
  'kms:macalgorithm',
  'kms:multiregion',
  'kms:requestalias',
  'kms:resourcealiases',
  'kms:viaservice',
  // No request from outside of AWS has it; Alexa's have.
  'lambda:eventsourcetoken',
  'lambda:functionurlauthtype',
  'lambda:invokedviafunctionurl',
  'ses:apiversion',
  'ses:fromaddress',
  'ses:fromdisplayname',
  'ses:recipients',
  'ses:tenantname',
  's3:authtype',
  's3:delimiter',
  's3:if-match',
  's3:if-none-match',
  's3:max-keys',
  's3:prefix',
  's3:requestobjecttagkeys',
  's3:resourceaccount',
  's3:signatureage',
  's3:signatureversion',
  's3:tlsversion',
  's3:versionid',
  's3:x-amz-acl',
  's3:x-amz-content-sha256',
  's3:x-amz-copy-source',
  's3:x-amz-grant-full-control',
  's3:x-amz-grant-read',
  's3:x-amz-grant-read-acp',
  's3:x-amz-grant-write',
  's3:x-amz-grant-write-acp',
  's3:x-amz-metadata-directive',
  's3:x-amz-object-ownership',
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:x-amz-storage-class',
  's3:x-amz-website-redirect-location',
  'sns:endpoint',
  'sns:protocol',
  'sts:externalid',
  'sts:rolesessionname',
])

/**
 * Keys whose names end in something that the policy chooses. Principals have no tags here, so that requests have none of
 * theirs.
 */
const OPEN = ['aws:principaltag/', 'kms:encryptioncontext:', 's3:existingobjecttag/', 's3:requestobjecttag/']

/** Whether requests have the key here, if they have it on AWS. */
export function isKnownKey(key: string): boolean {
  return (
    EVERYWHERE.has(key) ||
    BY_HTTP.has(key) ||
    OF_SERVICES.has(key) ||
    OPEN.some(prefix => key.startsWith(prefix))
  )
}
