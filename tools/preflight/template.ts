/** The parts of a synthesized CloudFormation template that the checks read. */
export interface Template {
  Resources?: Readonly<Record<string, TemplateResource>>
  Outputs?: Readonly<Record<string, { Export?: { Name?: unknown } }>>
}

export interface TemplateResource {
  Type: string
  // biome-ignore lint/suspicious/noExplicitAny: as many shapes as there are resource types
  Properties?: any
  DeletionPolicy?: string
}

/** The values of the pseudo parameters; undefined if unknown. */
export type PseudoParameters = Readonly<Record<string, string | undefined>>

/**
 * The text of a property, if it depends on nothing except pseudo parameters.
 *
 * @returns undefined if CloudFormation makes the text, or a pseudo parameter is unknown
 */
export function textOf(value: unknown, pseudo: PseudoParameters): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  const [name, argument] = Object.entries(value)[0] ?? []
  if (name === 'Ref') return pseudo[String(argument)]
  if (name === 'Fn::Sub' && typeof argument === 'string') return filledIn(argument, pseudo)
  if (name === 'Fn::Join' && Array.isArray(argument)) return joined(argument, pseudo)
  return undefined
}

/** Resolves placeholders such as `${AWS::Region}` in a text. */
export function filledIn(text: string, pseudo: PseudoParameters): string | undefined {
  const names = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name as string)
  if (names.some(name => pseudo[name] === undefined)) return undefined
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name) => pseudo[name] as string)
}

function joined([separator, parts]: unknown[], pseudo: PseudoParameters): string | undefined {
  if (!Array.isArray(parts)) return undefined
  const texts = parts.map(part => textOf(part, pseudo))
  return texts.includes(undefined) ? undefined : texts.join(String(separator))
}
