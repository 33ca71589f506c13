import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Assembly } from '../assembly.ts'
import { pseudoParameters, type Target } from '../target.ts'
import { filledIn } from '../template.ts'
import { find, named, statusOf, Unanswered } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

/** Checks whether `cdk bootstrap` has run in a recent enough version, and its bucket still exists. */
export async function checkBootstrap(target: Target, assembly: Assembly): Promise<Verdict[]> {
  const verdicts = [...assembly.bootstrapVersions].map(async ([parameter, least]) => {
    const version = await versionOf(target, parameter)
    const buckets = await Promise.all(assembly.assetBuckets.map(template => lookAt(target, template)))
    if (version === undefined) return [neverDone(target, parameter, least, buckets)]
    if (Number(version) < least) return [tooOld(target, version, least)]
    return [upToDate(version, least), ...buckets.flatMap(bucket => bucketVerdict(target, bucket))]
  })
  return (await Promise.all(verdicts)).flat()
}

async function versionOf({ settings }: Target, Name: string): Promise<string | undefined> {
  const answer = await find(
    'ssm:GetParameter',
    () => new SSMClient(settings).send(new GetParameterCommand({ Name })),
    named('ParameterNotFound'),
  )
  return answer?.Parameter?.Value
}

interface AssetBucket {
  name: string
  /** Whether the bucket exists, or why this is unknown. */
  present: boolean | Unanswered
}

/** The parameter still exists if the bucket has been deleted, so the bucket is checked, too. */
async function lookAt(target: Target, template: string): Promise<AssetBucket> {
  const { settings, accountId } = target
  const Bucket = filledIn(template, pseudoParameters(target))
  if (Bucket === undefined) {
    return { name: template, present: new Unanswered("the account's id is unknown") }
  }
  const client = new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined })
  try {
    const found = await find(
      's3:ListBucket',
      () => client.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: accountId })),
      error => statusOf(error) === 404,
    )
    return { name: Bucket, present: found !== undefined }
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return { name: Bucket, present: cause }
  }
}

const CHECK = 'bootstrap'

function upToDate(version: string, least: number): Verdict {
  return { check: CHECK, outcome: 'ok', found: `version ${version}`, needed: `version ${least} or later` }
}

function tooOld(target: Target, version: string, least: number): Verdict {
  return {
    check: CHECK,
    outcome: 'fails',
    found: `version ${version}`,
    needed: `version ${least} or later`,
    remedy: bootstrap(target),
  }
}

/** Deleting the bootstrap stack retains its bucket, whose name then blocks the next bootstrap. */
function neverDone(
  target: Target,
  parameter: string,
  least: number,
  buckets: readonly AssetBucket[],
): Verdict {
  const left = buckets.filter(({ present }) => present === true)
  return {
    check: CHECK,
    outcome: 'fails',
    found: `not done: there is no parameter ${parameter}`,
    needed: `version ${least} or later`,
    remedy: [
      ...left.map(
        ({ name }) => `delete the bucket of an earlier bootstrap: aws s3 rb s3://${name} --force; then `,
      ),
      bootstrap(target),
    ].join(''),
  }
}

function bucketVerdict(target: Target, { name, present }: AssetBucket): Verdict[] {
  const check = 'asset bucket'
  if (present === true) return []
  if (present instanceof Unanswered) {
    const { message, remedy } = present
    return [{ check, outcome: 'unknown', found: `cannot check whether ${name} exists: ${message}`, remedy }]
  }
  return [
    {
      check,
      outcome: 'fails',
      found: `there is no ${name}`,
      needed: 'the bucket that cdk bootstrap made',
      remedy: `aws cloudformation delete-stack --stack-name CDKToolkit --region ${target.region}, then ${bootstrap(target)}`,
    },
  ]
}

function bootstrap({ accountId = '<account>', region }: Target): string {
  return `npx cdk bootstrap aws://${accountId}/${region}`
}
