/** Who makes a request. */
export type Principal =
  | {
      kind: 'role'
      /** `arn:aws:iam::<account>:role/<path><name>` */
      arn: string
      /** `arn:aws:sts::<account>:assumed-role/<name>/<session>` */
      sessionArn: string
      accountId: string
      /** Whether it has a permissions boundary. */
      bounded?: true
    }
  | { kind: 'user'; arn: string; accountId: string; bounded?: true }
  | {
      kind: 'service'
      /** The service principal, such as `sns.amazonaws.com`. */
      name: string
    }
  | { kind: 'anonymous' }

/**
 * The values of condition keys by lower-case name, such as `aws:sourcearn`; a list for a multivalued key. A key without a
 * value is missing from the request context.
 */
export type ContextKeys = Readonly<Record<string, string | readonly string[] | undefined>>

/** One action on one resource, with everything that a policy may ask about. */
export interface PolicyRequest {
  readonly principal: Principal
  /** `sqs:SendMessage` */
  readonly action: string
  /** The ARN; `*` for actions that have no resource. */
  readonly resource: string
  readonly keys: ContextKeys
}
