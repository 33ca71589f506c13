import * as z from 'zod/mini'

/** A minute in UTC, such as `2026-11-29T10:15Z`. */
export const minute = z.iso.datetime({ precision: -1, error: 'must be a minute in UTC, YYYY-MM-DDThh:mmZ' })
