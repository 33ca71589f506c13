/** A CloudFormation template in JSON, typed as far as possible before evaluation. */
export interface Template {
  Description?: string
  Parameters?: Record<string, ParameterDefinition>
  Rules?: Record<string, unknown>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Resources: Record<string, ResourceDefinition>
  Outputs?: Record<string, OutputDefinition>
}

export interface ParameterDefinition {
  Type: string
  Default?: string | number
}

export interface ResourceDefinition {
  Type: string
  Properties?: Record<string, unknown>
  Condition?: string
  DependsOn?: string | string[]
  DeletionPolicy?: unknown
  UpdatePolicy?: unknown
  Metadata?: unknown
}

export interface OutputDefinition {
  Value: unknown
  Description?: string
  Condition?: string
  Export?: { Name: unknown }
}

/** An error in a template, without its location; the loader adds the stack and logical id. */
export class TemplateError extends Error {
  override readonly name: string = 'TemplateError'
}

/** A {@link TemplateError} about a CloudFormation feature that the local AWS does not simulate. */
export class NotSimulatedHere extends TemplateError {
  override readonly name = 'NotSimulatedHere'
}
