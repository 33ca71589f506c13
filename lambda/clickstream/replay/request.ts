import * as z from 'zod/mini'

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/

function isMinute(text: string): boolean {
  const time = FORM.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 16))
}

const minute = z
  .string({ error: ({ input }) => `must be a minute in UTC such as 2026-11-29T10:15Z, not ${shown(input)}` })
  .check(
    z.refine(isMinute, {
      error: ({ input }) => `must be a minute in UTC such as 2026-11-29T10:15Z, not ${shown(input)}`,
    }),
  )

const generation = z
  .string({ error: ({ input }) => `must be a generation's number as text, such as "3", not ${shown(input)}` })
  .check(
    z.regex(/^[1-9]\d{0,9}$/, {
      error: ({ input }) => `must be a generation's number as text, such as "3", not ${shown(input)}`,
    }),
  )

const part = z.string().check(z.regex(/^[\w.-]{1,128}$/))

/** The payload of the function `replay`. */
export const replayRequest = z.discriminatedUnion(
  'action',
  [
    z
      .strictObject({
        action: z.literal('begin'),
        /** The first minute to count again. */
        from: minute,
        /** The minute after the last; undefined for no end. */
        to: z.optional(minute),
        /** Where to read; the lake goes further back than the stream. @default stream */
        source: z.optional(z.enum(['stream', 'lake'])),
      })
      .check(
        z.refine(({ from, to }) => to === undefined || from < to, {
          path: ['to'],
          error: 'must be after "from": it is the minute after the last',
        }),
      ),
    z.strictObject({ action: z.literal('advance'), generation, part }),
    z.strictObject({ action: z.literal('finish'), generation }),
    z.strictObject({ action: z.literal('status') }),
    z.strictObject({ action: z.literal('abandon'), generation }),
  ],
  { error: 'must have an "action": begin, advance, finish, status or abandon' },
)

export type ReplayRequest = z.infer<typeof replayRequest>
export type RequestOf<Action extends ReplayRequest['action']> = Extract<ReplayRequest, { action: Action }>

const LONGEST_SHOWN = 60

function shown(input: unknown): string {
  return (JSON.stringify(input) ?? 'nothing').slice(0, LONGEST_SHOWN)
}
