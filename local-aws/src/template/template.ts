/** A CloudFormation template in its JSON form, as far as its shape can be known before it is evaluated. */
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
  Metadata?: unknown
}

export interface OutputDefinition {
  Value: unknown
  Description?: string
  Condition?: string
  Export?: { Name: unknown }
}

/** What a template means, without where it was written: the loader adds stack and logical id. */
export class TemplateError extends Error {
  override readonly name: string = 'TemplateError'
}

/** A {@link TemplateError} about something that CloudFormation knows and this AWS does not simulate. */
export class NotSimulatedHere extends TemplateError {
  override readonly name = 'NotSimulatedHere'
}
