import * as z from 'zod/mini'
import { eventContracts } from './event-catalogue.ts'
import { problem } from './problem.ts'
import { apis, type Route } from './routes.ts'

/** By route, and of an answer with its status. */
const bodies: Record<string, z.ZodMiniType> = {
  ...Object.fromEntries(apis.flatMap(({ routes }) => routes.flatMap(bodiesOf))),
  problem,
}

function bodiesOf({ method, path, request, answers }: Route): [string, z.ZodMiniType][] {
  const route = `${method} ${path}`
  return [
    ...(request ? [[route, request] as [string, z.ZodMiniType]] : []),
    ...Object.entries(answers).flatMap(([status, { body }]): [string, z.ZodMiniType][] =>
      body ? [[`${route} ${status}`, body]] : [],
    ),
  ]
}

/**
 * All messages and API bodies as JSON Schema 2020-12, by event type, or by route and status, for `npm run schemas`: what a
 * reader takes. Members that it does not know are allowed, except where the contract is strict.
 */
export function jsonSchemas(): Record<string, z.core.JSONSchema.BaseSchema> {
  const messages = Object.fromEntries(eventContracts.map(({ type, schema }) => [type, schema]))
  return Object.fromEntries(
    Object.entries({ ...bodies, ...messages }).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input' }),
    ]),
  )
}
