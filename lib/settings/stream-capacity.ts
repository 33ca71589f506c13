import { MOST_SHARDS, type StreamCapacity } from '../constructs/guarded-stream-rules.ts'
import type { Setting } from './setting.ts'

/** @throws ConfigError for a value that is neither a number of shards nor `on-demand` */
export function streamCapacity(setting: Setting | undefined): StreamCapacity | undefined {
  if (setting === undefined) return undefined
  if (setting.value === 'on-demand') return setting.value
  const shards = setting.parsed
  if (typeof shards === 'number' && Number.isInteger(shards) && shards >= 1 && shards <= MOST_SHARDS) {
    return shards
  }
  return setting.refuse(`Use a whole number of shards from 1 to ${MOST_SHARDS}, or on-demand.`)
}
