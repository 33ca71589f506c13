import type { Account } from '../../../account.ts'
import { addressedVersion } from '../addressed-version.ts'
import type { ObjectStore } from '../object-store.ts'
import { accessControlListRefused } from '../object-traits.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { ownerOf } from '../owner.ts'

/**
 * ACLs are disabled ("Bucket owner enforced"): they cannot be set, but "requests to read ACLs are still supported and
 * return" full control for the owner.
 */
export function accessControlLists({ buckets, access, account }: ObjectStore): S3Operation[] {
  const ofBucket = { on: 'bucket', query: ['acl'] } as const
  const ofObject = { on: 'object', query: ['acl'] } as const
  const read = (): S3Response => ({ body: accessControlPolicy(account) })
  const refuse = ({ bucket: name }: S3Request): S3Response => {
    throw accessControlListRefused(buckets.get(name).settings)
  }

  return [
    {
      ...ofBucket,
      name: 'GetBucketAcl',
      method: 'GET',
      run({ bucket: name }) {
        buckets.get(name)
        return read()
      },
    },
    {
      ...ofObject,
      name: 'GetObjectAcl',
      method: 'GET',
      run(request) {
        const bucket = buckets.get(request.bucket)
        access.find(request, () => addressedVersion(bucket, request))
        return read()
      },
    },
    { ...ofBucket, name: 'PutBucketAcl', method: 'PUT', run: refuse },
    { ...ofObject, name: 'PutObjectAcl', method: 'PUT', run: refuse },
  ]
}

/** Written as text, because the type of the grantee is an attribute. */
function accessControlPolicy(account: Account): string {
  const { ID } = ownerOf(account)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Owner><ID>${ID}</ID></Owner><AccessControlList><Grant>`,
    `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${ID}</ID></Grantee>`,
    '<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>',
  ].join('')
}
