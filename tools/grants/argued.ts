import type { UnusedGrant } from './unused-grants.ts'

/** Grants that stay although no run uses them. */
export interface Argument {
  /** The construct of the role or of the resource: a path, with `*` for any part of it. */
  readonly owner: string
  /** Likewise. */
  readonly actions: readonly string[]
  /** The constructs of the resources, or their patterns, likewise; every one that was not used must match one. */
  readonly resources: readonly string[]
  /** Of the condition, likewise: `kms:ViaService dynamodb.*`. @default - any condition, or none */
  readonly condition?: string
  /** Why they stay, in one sentence. */
  readonly reason: string
}

/** The grants that stay although `npm run grants` does not use them: at most ten entries. */
export const ARGUED: readonly Argument[] = [
  {
    owner: '*/Role',
    actions: ['DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
      action => `kms:${action}`,
    ),
    resources: ['*/Key/Key'],
    condition: 'kms:ViaService dynamodb.*',
    reason:
      'DynamoDB’s guide demands them of whoever selects a customer-managed key, and shows kms:Decrypt alone for requests about items; they stay, as CDK grants them with a table, until a run on AWS shows that nobody needs them.',
  },
  {
    owner: '*/Lake/Delivery/Role',
    actions: [
      's3:AbortMultipartUpload',
      's3:GetBucketLocation',
      's3:GetObject',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:PutObject',
    ],
    resources: ['*/Lake/Bucket/Bucket', '*/Lake/Bucket/Bucket/events/*', '*/Lake/Bucket/Bucket/failed/*'],
    reason:
      'Firehose demands them for its bucket: it puts large objects in parts, and what it cannot process into failed/.',
  },
  {
    owner: '*/Lake/Delivery/Role',
    actions: ['kms:Decrypt'],
    resources: ['*/Key/Key'],
    condition: 'kms:ViaService s3.*',
    reason:
      'Firehose demands it for a bucket with a customer-managed key, where an upload in parts needs it.',
  },
  ...[
    ['*/Counter/Worker/Role', '*-Clickstream/GivenUpBucket/Bucket'] as const,
    ['*/Baskets/Reader/Worker/Role', '*/Baskets/GivenUpBucket/Bucket'] as const,
  ].map(([owner, bucket]) => ({
    owner,
    actions: ['s3:ListBucket'],
    resources: [bucket],
    reason: 'Lambda demands it for the bucket that takes the batches of a stream that it gives up.',
  })),
]

export interface Arguing {
  /** Those that no argument covers. */
  readonly unargued: readonly UnusedGrant[]
  readonly argued: readonly (UnusedGrant & { readonly reason: string })[]
  /** Arguments with an action that covers nothing any more, each with only these actions. */
  readonly needless: readonly Argument[]
}

/** Takes the actions out of the unused grants that an argument covers. */
export function argue(unused: readonly UnusedGrant[], list: readonly Argument[] = ARGUED): Arguing {
  const covered = new Set<string>()
  const argumentFor = (grant: UnusedGrant, action: string) => {
    for (const [index, argument] of list.entries()) {
      const pattern = argument.actions.find(each => matches(each, action))
      if (pattern === undefined || !isAbout(argument, grant)) continue
      covered.add(`${index} ${pattern}`)
      return argument
    }
    return undefined
  }
  const unargued: UnusedGrant[] = []
  const argued: Arguing['argued'][number][] = []
  for (const grant of unused) {
    const byArgument = Map.groupBy(grant.actions, action => argumentFor(grant, action))
    for (const [argument, actions] of byArgument) {
      if (argument) argued.push({ ...grant, actions, reason: argument.reason })
      else unargued.push({ ...grant, actions })
    }
  }
  const needless = list.flatMap((argument, index) => {
    const actions = argument.actions.filter(action => !covered.has(`${index} ${action}`))
    return actions.length === 0 ? [] : [{ ...argument, actions }]
  })
  return { unargued, argued, needless }
}

function isAbout({ owner, resources, condition = '*' }: Argument, grant: UnusedGrant): boolean {
  return (
    matches(owner, grant.owner) &&
    matches(condition, grant.condition ?? '') &&
    grant.resources.every(resource => resources.some(pattern => matches(pattern, resource)))
  )
}

function matches(pattern: string, text: string): boolean {
  const literals = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literals.join('.*')}$`, 's').test(text)
}
