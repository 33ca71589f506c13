/** A stream or a consumer: what `PutResourcePolicy` attaches a policy to. */
export interface PolicyHolder {
  readonly arn: string
  /** As it was given. It is kept and not evaluated: it is about other accounts, and there are none here. */
  policy: string | undefined
}
