/**
 * Who makes a request: an IAM principal by its access key, or an AWS service on behalf of a resource.
 * What policies of its role deny is refused to it (`explicit-denies.ts`); there is no anonymous caller.
 */
export type Caller = PrincipalCaller | ServiceCaller

export interface PrincipalCaller {
  kind: 'principal'
  accountId: string
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  arn: string
  /** As `sts:GetCallerIdentity` gives it; an assumed role's is `<role id>:<session>`. */
  userId: string
  accessKeyId: string
}

export interface ServiceCaller {
  kind: 'service'
  /** The service principal, such as `sns.amazonaws.com`. */
  service: string
  /** What it acts for (`aws:SourceArn`). */
  sourceArn: string
}
