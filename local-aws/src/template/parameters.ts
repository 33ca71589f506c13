import type { ParameterDefinition } from './template.ts'
import { NotSimulatedHere, TemplateError } from './template.ts'

/** A parameter of a stack with its value. */
export interface StackParameter {
  /** The value in the template; for an SSM parameter, its name. */
  given: string
  value: string | string[]
}

/**
 * The version of the CDK's bootstrap stack that the local AWS reports, so that the rule `CheckBootstrapVersion` passes:
 * the version of `aws-cdk` 2.1148.
 */
const BOOTSTRAP_VERSION = '33'

/** The default value of a parameter; no other source of values exists here. */
export function parameterValue(name: string, { Type, Default }: ParameterDefinition): StackParameter {
  if (Default === undefined) {
    throw new TemplateError(`the parameter ${name} has no default, the only source of a value here`)
  }
  const given = String(Default)
  switch (Type) {
    case 'String':
    case 'Number':
      return { given, value: given }
    case 'CommaDelimitedList':
    case 'List<Number>':
      return { given, value: given.split(',').map(part => part.trim()) }
    case 'AWS::SSM::Parameter::Value<String>':
      if (/^\/cdk-bootstrap\/[^/]+\/version$/.test(given)) return { given, value: BOOTSTRAP_VERSION }
      throw new NotSimulatedHere(`the SSM parameter ${JSON.stringify(given)} of the parameter ${name}`)
    default:
      throw new NotSimulatedHere(`the type ${Type} of the parameter ${name}`)
  }
}
