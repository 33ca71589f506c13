import { MOST_SHARDS, type StreamCapacity } from '../constructs/guarded-stream-rules.ts'
import type { Setting } from './setting.ts'
import { isWholeNumber } from './setting-types.ts'

/** @throws ConfigError for a value that is neither a number of shards nor `on-demand` */
export function streamCapacity(setting: Setting | undefined): StreamCapacity | undefined {
  if (setting === undefined) return undefined
  if (setting.value === 'on-demand') return setting.value
  const shards = setting.parsed
  return isWholeNumber(shards, 1, MOST_SHARDS)
    ? shards
    : setting.refuse(`Use a whole number of shards from 1 to ${MOST_SHARDS}, or on-demand.`)
}
