/** One action on one resource, as policies name them. */
export interface Permission {
  /** `dynamodb:PutItem` */
  action: string
  /** ARN; `*` where an action has no resource, or where it is not known here. */
  resource: string
}
