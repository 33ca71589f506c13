import { attribute, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import { setBucketPolicy } from '../configuration/bucket-policy.ts'

/** `AWS::S3::BucketPolicy`: the policy of one bucket. */
export function bucketPolicyType(buckets: BucketDirectory): ResourceType {
  return resourceType({
    type: 'AWS::S3::BucketPolicy',
    properties: { Bucket: text.required, PolicyDocument: attribute.required },
    inert: {},
    create({ properties: { Bucket: name, PolicyDocument: policy } }) {
      const bucket = buckets.get(name)
      setBucketPolicy(bucket, policy)
      return { physicalId: bucket.name, attributes: {} }
    },
    delete({ physicalId }) {
      buckets.get(physicalId).settings.policy = undefined
    },
  })
}
