/** One action on one resource, with the names of IAM policies. */
export interface Permission {
  /** `dynamodb:PutItem` */
  action: string
  /** ARN; `*` if the action has no resource, or if it is unknown here. */
  resource: string
}
