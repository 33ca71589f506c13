/** A resource of a template. */
export interface Resource {
  Type: string
  Properties: Record<string, unknown>
  Metadata?: Record<string, unknown>
}

/** Which one of which stack. */
export interface Located extends Resource {
  id: string
  stack: string
}

export interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Principal?: '*' | Record<string, unknown>
  Condition?: Record<string, Record<string, unknown>>
}

/** The statements of a resource's policy, whichever of its properties that is. */
export function statementsOf({ Properties }: Resource): Statement[] {
  const document = Properties.PolicyDocument ?? Properties.KeyPolicy ?? Properties.AssumeRolePolicyDocument
  return (document as { Statement: Statement[] } | undefined)?.Statement ?? []
}
