import { ReplayFunction } from '../../replay/replay-function.ts'
import { replayTrends } from '../../replay/replay-trends.ts'
import type { Stage } from './stage.ts'

/** Counts the trends again from the lake. */
export async function replayFromLake(stage: Stage): Promise<void> {
  const outputs = await stage.outputs('Clickstream')
  const replay = new ReplayFunction(stage.connection, outputs('ReplayFunctionName'))
  const from = `${new Date(Date.now() - 60_000).toISOString().slice(0, 16)}Z`
  await replayTrends(replay, { from, source: 'lake' })
}
