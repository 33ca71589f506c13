import * as z from 'zod/mini'
import { instant } from './instant.ts'
import { text } from './text.ts'
import { traceContext } from './trace-context.ts'

/** In bytes: enough for any id or name, and small enough for a log line or a message attribute. */
const MAXIMUM_ATTRIBUTE = 256

const attribute = text(MAXIMUM_ATTRIBUTE).check(z.minLength(1))

/**
 * The attributes of every message: CloudEvents 1.0 in the JSON format, with the extension `correlationid` and those
 * of distributed tracing.
 *
 * Unknown attributes are ignored, so that a producer can add some before its consumers know them.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
const attributes = {
  specversion: z.literal('1.0'),
  /** Together with `source`, unique per event. */
  id: attribute,
  /** `<domain>.<thing>.<what happened>.v<version>`; a breaking change needs a new version. */
  type: attribute,
  /** `urn:messaging:<domain>:<function>`. */
  source: attribute,
  /** The business id that the event is about. */
  subject: attribute,
  /** UTC. */
  time: instant,
  datacontenttype: z.literal('application/json'),
  /** The business id that the whole chain of messages belongs to. */
  correlationid: attribute,
  ...traceContext,
}

/** The attributes of a message, without checking its type and data. */
export const envelope = z.object(attributes)

/**
 * A type of event: the value of `type`, and the schema of the whole document.
 *
 * @typeParam Extensions the optional attributes beside those of every message
 */
export interface EventContract<
  Type extends string = string,
  Data extends z.ZodMiniType = z.ZodMiniType,
  Extensions = unknown,
> {
  readonly type: Type
  readonly schema: z.ZodMiniType<CloudEvent<Type, z.infer<Data>> & Extensions>
}

export interface CloudEvent<Type extends string = string, Data = unknown>
  extends Omit<z.infer<typeof envelope>, 'type'> {
  type: Type
  data: Data
}

/** The event that a contract describes; for several contracts, the union of their events. */
export type EventOf<Contract extends EventContract> = Contract extends EventContract
  ? z.infer<Contract['schema']>
  : never

type Values<Extensions extends z.core.$ZodShape> = { [Name in keyof Extensions]?: z.infer<Extensions[Name]> }

/** @param extensions attributes that an event may have beside those of every message */
export function eventContract<
  const Type extends string,
  Data extends z.ZodMiniType,
  Extensions extends Record<string, z.ZodMiniOptional> = Record<never, never>,
>(type: Type, data: Data, extensions?: Extensions): EventContract<Type, Data, Values<Extensions>> {
  const schema: z.ZodMiniType = z.object({ ...attributes, ...extensions, type: z.literal(type), data })
  return { type, schema: schema as EventContract<Type, Data, Values<Extensions>>['schema'] }
}

/** Makes an event of the contract's type, including the constant attributes. */
export function cloudEvent<Type extends string, Data extends z.ZodMiniType>(
  { type }: EventContract<Type, Data>,
  about: Pick<CloudEvent, 'id' | 'source' | 'subject' | 'time' | 'correlationid'>,
  data: z.infer<Data>,
): CloudEvent<Type, z.infer<Data>> {
  return { specversion: '1.0', type, ...about, datacontenttype: 'application/json', data }
}
