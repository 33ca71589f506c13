import * as z from 'zod/mini'
import { instant } from '../../contracts/instant.ts'

const generation = z.string().check(z.regex(/^[1-9]\d{0,9}$/))

/** How many replayed events may stay dead letters, because somebody has looked at them. Undefined for none. */
const acceptDeadLetters = z.optional(z.int().check(z.gte(1)))

/** The payload of the function `rebuild`. */
export const rebuildRequest = z.discriminatedUnion(
  'action',
  [
    z
      .strictObject({
        action: z.literal('begin'),
        /** The first time of publication to replay. */
        from: instant,
        /** The last one; undefined for the present. */
        to: z.optional(instant),
      })
      .check(
        z.refine(({ from, to }) => to === undefined || Date.parse(from) < Date.parse(to), {
          path: ['to'],
          error: 'must be after "from"',
        }),
      ),
    z.strictObject({ action: z.literal('status') }),
    /** The replay has delivered everything. */
    z.strictObject({ action: z.literal('replayed'), generation }),
    z.strictObject({ action: z.literal('check'), generation, acceptDeadLetters }),
    z.strictObject({
      action: z.literal('swap'),
      generation,
      /** Whether it may go live without what the live read model alone has. */
      acceptMissing: z.boolean(),
      acceptDeadLetters,
    }),
    z.strictObject({ action: z.literal('abandon'), generation }),
    z.strictObject({ action: z.literal('undo') }),
    z.strictObject({ action: z.literal('discard') }),
    /** Deletes what belongs to no generation in use, from a key on. */
    z.strictObject({ action: z.literal('clean'), after: z.optional(z.string()) }),
  ],
  {
    error: 'must have an "action": begin, status, replayed, check, swap, abandon, undo, discard or clean',
  },
)

export type RebuildRequest = z.infer<typeof rebuildRequest>
export type RequestOf<Action extends RebuildRequest['action']> = Extract<RebuildRequest, { action: Action }>
