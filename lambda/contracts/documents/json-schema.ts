import * as z from 'zod/mini'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/**
 * What a reader takes, as JSON Schema within another document. Members that it does not know are allowed, except where
 * the contract is strict.
 *
 * @param target the draft that the document takes: OpenAPI 3.1 has 2020-12, AsyncAPI 3.0 has 7
 */
export function embedded(schema: z.ZodMiniType, target: 'draft-2020-12' | 'draft-7'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target })
  return rest
}
