/** An intrinsic function in a template: `{ "Fn::Join": […] }`. */
export interface Intrinsic {
  /** `Ref` or `Fn::…`. */
  name: string
  argument: unknown
}

/** Returns `value` as an intrinsic function if it is one: an object with the function's name as its key. */
export function asIntrinsic(value: object): Intrinsic | undefined {
  const names = Object.keys(value)
  const name = names.find(key => key.startsWith('Fn::')) ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined
  return { name, argument: (value as Record<string, unknown>)[name] }
}

/** Every intrinsic function in `expression`, outer ones before inner ones. */
export function* intrinsicsIn(expression: unknown): Generator<Intrinsic> {
  if (typeof expression !== 'object' || expression === null) return
  const intrinsic = asIntrinsic(expression)
  if (intrinsic) yield intrinsic
  for (const part of Object.values(expression)) yield* intrinsicsIn(part)
}

/**
 * The names that `expression` refers to by `Ref`, `Fn::GetAtt` and `Fn::Sub`: logical ids, parameters and pseudo
 * parameters.
 */
export function referencesIn(expression: unknown): Set<string> {
  const names = new Set<string>()
  for (const { name, argument } of intrinsicsIn(expression)) {
    if (name === 'Ref') names.add(String(argument))
    if (name === 'Fn::GetAtt') names.add(splitAttribute(argument)[0])
    if (name === 'Fn::Sub') for (const variable of subVariables(argument)) names.add(variable)
  }
  return names
}

/** `Fn::GetAtt` accepts `["Queue", "Arn"]` and `"Queue.Arn"`. */
export function splitAttribute(argument: unknown): [logicalId: string, attribute: unknown] {
  if (Array.isArray(argument)) return [String(argument[0]), argument[1]]
  const [logicalId = '', ...attribute] = String(argument).split('.')
  return [logicalId, attribute.join('.')]
}

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which becomes `${Literal}`. */
export const SUB_VARIABLE = /\$\{(!?)([^}]*)\}/g

function subVariables(argument: unknown): string[] {
  const [text, own] = Array.isArray(argument) ? argument : [argument, undefined]
  return [...String(text).matchAll(SUB_VARIABLE)]
    .filter(([, literal, name]) => !literal && !(own && Object.hasOwn(own, name as string)))
    .map(([, , name]) => (name as string).split('.')[0] as string)
}
