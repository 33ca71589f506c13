import type { ResourceType } from '../../../template/resource-type.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import { setBucketPolicy } from '../configuration/bucket-policy.ts'

/** `AWS::S3::BucketPolicy`: the policy of one bucket. */
export function bucketPolicyType(buckets: BucketDirectory): ResourceType {
  return {
    type: 'AWS::S3::BucketPolicy',
    simulated: ['Bucket', 'PolicyDocument'],
    inert: {},
    create({ properties: { Bucket: name, PolicyDocument: policy } }) {
      const bucket = buckets.get(String(name))
      setBucketPolicy(bucket, typeof policy === 'string' ? policy : JSON.stringify(policy))
      return { physicalId: bucket.name, attributes: {} }
    },
  }
}
