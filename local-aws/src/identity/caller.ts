/**
 * The caller of a request: an IAM principal, identified by its access key, or an AWS service on behalf of a resource.
 * A request without credentials has none. `authorization.ts` decides what each may do.
 */
export type Caller = PrincipalCaller | ServiceCaller

export interface PrincipalCaller {
  kind: 'principal'
  accountId: string
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  arn: string
  /** The user id in `sts:GetCallerIdentity`; `<role id>:<session>` for an assumed role. */
  userId: string
  accessKeyId: string
}

export interface ServiceCaller {
  kind: 'service'
  /** The service principal, such as `sns.amazonaws.com`. */
  service: string
  /** The resource that the service acts for (`aws:SourceArn`). */
  sourceArn: string
}
