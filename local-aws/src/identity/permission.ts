import type { ContextKeys } from './policies/request.ts'

/** One action on one resource, with the names of IAM policies. */
export interface Permission {
  /** `dynamodb:PutItem` */
  readonly action: string
  /** ARN; `*` if the action has no resource, or if it is unknown here. */
  readonly resource: string
  /** The condition keys that only this action has, by lower-case name: `kms:viaservice`; undefined without any. */
  readonly keys?: ContextKeys | undefined
}
