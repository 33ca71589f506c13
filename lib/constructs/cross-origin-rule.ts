import type { CorsRule } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { refuseUnlessWhole } from './whole-number.ts'

/** @throws RefusedError for a CORS rule that S3 refuses (S3, Elements of a CORS configuration) */
export function refuseCorsRule(bucket: Construct, rule: CorsRule): void {
  const { allowedOrigins, allowedMethods, allowedHeaders = [], exposedHeaders = [], maxAge } = rule
  if (allowedOrigins.length === 0)
    refuse(bucket, 'Its CORS rule has no allowedOrigins.', "Name one, or ['*'].")
  if (allowedMethods.length === 0) refuse(bucket, 'Its CORS rule has no allowedMethods.', 'Name one.')
  const wild = [...allowedOrigins, ...allowedHeaders].find(text => text.split('*').length > 2)
  if (wild !== undefined) {
    refuse(bucket, `Its CORS rule allows "${wild}", which has more than one wildcard.`, 'Use one * in each.')
  }
  const exposed = exposedHeaders.find(header => header.includes('*'))
  if (exposed !== undefined) {
    refuse(bucket, `Its CORS rule exposes "${exposed}", and S3 takes no wildcard there.`, 'Name each header.')
  }
  if (maxAge === undefined) return
  refuseUnlessWhole(bucket, "Its CORS rule's maxAge in seconds", maxAge, {
    least: 0,
    most: 2 ** 31 - 1,
    remedy: 'Use whole seconds.',
  })
}
