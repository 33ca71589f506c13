import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { find, statusOf } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

/** Checks buckets of any owner: all accounts of a partition share one namespace for bucket names. */
export const buckets: NamedType = {
  type: 'AWS::S3::Bucket',
  property: 'BucketName',
  noun: 'bucket',
  taken: ({ settings }, names) => {
    const client = new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined })
    return present(names, Bucket =>
      find(
        's3:ListBucket',
        () => client.send(new HeadBucketCommand({ Bucket })),
        error => statusOf(error) === 404,
      ),
    )
  },
  deletion: ({ region }, name) => `aws s3 rb s3://${name} --force --region ${region}`,
}
