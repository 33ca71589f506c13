import { asIntrinsic, SUB_VARIABLE, splitAttribute } from './expression.ts'
import { NotSimulatedHere, TemplateError } from './template.ts'

/** Resolves the names in a template. */
export interface Scope {
  /** The value of a parameter or pseudo parameter, or a resource's physical id. */
  ref(name: string): unknown
  attribute(logicalId: string, attribute: string): string
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown
  condition(name: string): boolean
  /** The value that another stack exported as `name`. */
  exported(name: string): string
  stackOutput(stackName: string, outputName: string, region: string | undefined): string
}

/** `AWS::NoValue`: the property or list element is omitted. */
export const NO_VALUE = Symbol('AWS::NoValue')

/**
 * Evaluates a template's expression: replaces every intrinsic function by its result.
 *
 * @throws TemplateError for an invalid argument, {@link NotSimulatedHere} for an unknown function
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(expression: unknown, scope: Scope): unknown {
  if (typeof expression === 'string') return refuseDynamicReference(expression)
  if (typeof expression !== 'object' || expression === null) return expression
  if (Array.isArray(expression)) {
    return expression.map(part => evaluate(part, scope)).filter(part => part !== NO_VALUE)
  }

  const intrinsic = asIntrinsic(expression)
  if (intrinsic) {
    const [other] = Object.keys(expression).filter(key => key !== intrinsic.name)
    if (other) throw new TemplateError(`${intrinsic.name} must be the only key, without ${other}`)
    return functionNamed(intrinsic.name)(intrinsic.argument, scope)
  }
  const entries = Object.entries(expression).map(([key, part]) => [key, evaluate(part, scope)] as const)
  return Object.fromEntries(entries.filter(([, part]) => part !== NO_VALUE))
}

/** Whether `expression` evaluates to `AWS::NoValue`; evaluates only conditions. */
export function isNoValue(expression: unknown, scope: Scope): boolean {
  if (typeof expression !== 'object' || expression === null) return false
  const { name, argument } = asIntrinsic(expression) ?? {}
  if (name === 'Ref') return argument === 'AWS::NoValue'
  if (name !== 'Fn::If') return false
  const [condition, whenTrue, whenFalse] = argumentsOf('Fn::If', argument, 3)
  return isNoValue(scope.condition(String(condition)) ? whenTrue : whenFalse, scope)
}

/** Like {@link evaluate}, for a text; numbers and booleans are converted. */
export function evaluateText(expression: unknown, scope: Scope): string {
  const value = evaluate(expression, scope)
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new TemplateError(`${JSON.stringify(expression)} gives ${describe(value)} where a string is needed`)
}

/** Whether resources and outputs may use the function; those of conditions are in `conditions.ts`. */
export function isKnownFunction(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name)
}

type IntrinsicFunction = (argument: unknown, scope: Scope) => unknown

const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (argument, scope) => scope.ref(String(argument)),

  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = splitAttribute(argument)
    return scope.attribute(logicalId, evaluateText(attribute, scope))
  },

  'Fn::Sub': (argument, scope) => {
    const [template, own] = Array.isArray(argument) ? argument : [argument, {}]
    return String(template).replace(SUB_VARIABLE, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      if (Object.hasOwn(own, name)) return evaluateText(own[name], scope)
      return evaluateText(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, scope)
    })
  },

  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = argumentsOf('Fn::Join', argument, 2)
    const texts = evaluateList('Fn::Join', parts, scope).map(part => evaluateText(part, scope))
    return texts.join(String(delimiter))
  },

  'Fn::Select': (argument, scope) => {
    const [index, parts] = argumentsOf('Fn::Select', argument, 2)
    const list = evaluateList('Fn::Select', parts, scope)
    const position = Number(evaluateText(index, scope))
    if (Number.isInteger(position) && position >= 0 && position < list.length) return list[position]
    throw new TemplateError(`Fn::Select cannot select ${position} of a list of ${list.length}`)
  },

  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = argumentsOf('Fn::Split', argument, 2)
    return evaluateText(source, scope).split(String(delimiter))
  },

  'Fn::Base64': (argument, scope) => Buffer.from(evaluateText(argument, scope)).toString('base64'),

  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = argumentsOf('Fn::If', argument, 3)
    return evaluate(scope.condition(String(condition)) ? whenTrue : whenFalse, scope)
  },

  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = argumentsOf('Fn::FindInMap', argument, 3)
    return scope.mapping(evaluateText(map, scope), evaluateText(top, scope), evaluateText(second, scope))
  },

  'Fn::ImportValue': (argument, scope) => scope.exported(evaluateText(argument, scope)),

  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName, Region, ...rest } = argument as Record<string, unknown>
    const [other] = Object.keys(rest)
    if (other) throw new NotSimulatedHere(`the parameter ${JSON.stringify(other)} of Fn::GetStackOutput`)
    const region = Region === undefined ? undefined : evaluateText(Region, scope)
    return scope.stackOutput(evaluateText(StackName, scope), evaluateText(OutputName, scope), region)
  },
}

function functionNamed(name: string): IntrinsicFunction {
  const known = isKnownFunction(name) ? FUNCTIONS[name] : undefined
  if (known) return known
  throw new NotSimulatedHere(`the intrinsic function ${name}`)
}

function argumentsOf(name: string, argument: unknown, count: number): unknown[] {
  if (Array.isArray(argument) && argument.length === count) return argument
  throw new TemplateError(`${name} takes a list of ${count}, not ${JSON.stringify(argument)}`)
}

function evaluateList(name: string, expression: unknown, scope: Scope): unknown[] {
  const list = evaluate(expression, scope)
  if (Array.isArray(list)) return list
  throw new TemplateError(`${name} takes a list, not ${describe(list)}`)
}

function describe(value: unknown): string {
  return value === NO_VALUE ? 'AWS::NoValue' : JSON.stringify(value)
}

/** Refuses `{{resolve:ssm:…}}` and similar references in a string, because their targets do not exist here. */
function refuseDynamicReference(text: string): string {
  const reference = /\{\{resolve:[^}]*\}\}/.exec(text)
  if (reference) throw new NotSimulatedHere(`the dynamic reference ${reference[0]}`)
  return text
}
