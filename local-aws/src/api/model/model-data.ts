/**
 * A service's model in the form of the generated files.
 *
 * A type is `string`, `number`, `boolean`, `timestamp`, `blob`, `document`, `unit`, the name of a shape, `[type]` for a
 * list or `{type}` for a map from strings. The traits of a member follow its type: `required`, `xml=<name>`,
 * `flattened`, `label`, `query=<name>`, `header=<name>`, `payload`.
 */
export interface ModelData {
  /** The types of input and output by operation; the output only where a protocol needs it. */
  operations: Readonly<Record<string, readonly string[]>>
  shapes: Readonly<Record<string, ShapeData>>
}

/** The members of a structure; the member of a list; or the key and value of a map. */
export type ShapeData = Readonly<Record<string, string>> | readonly [string] | readonly [string, string]
