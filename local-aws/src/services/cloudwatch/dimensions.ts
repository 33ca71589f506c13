/** As the API has them. */
export interface Dimension {
  Name: string
  Value: string
}

export function fromDimensions(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]))
}

export function toDimensions(dimensions: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}
