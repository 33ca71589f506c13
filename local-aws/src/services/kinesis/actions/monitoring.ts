import type { Actions } from '../../../api/service-api.ts'
import { disabled, enabled } from '../enhanced-monitoring.ts'
import type { StreamDirectory, StreamReference } from '../stream-directory.ts'

type MonitoringInput = StreamReference & { ShardLevelMetrics: string[] }

/** The actions for enhanced monitoring, whose setting is stored without effect. */
export function monitoringActions(streams: StreamDirectory): Actions {
  function change(input: MonitoringInput, rule: typeof enabled) {
    const stream = streams.byReference(input)
    const before = stream.monitored
    const after = rule(before, input.ShardLevelMetrics)
    stream.update(() => {
      stream.monitored = after
    })
    return {
      StreamName: stream.name,
      StreamARN: stream.arn,
      CurrentShardLevelMetrics: [...before],
      DesiredShardLevelMetrics: [...after],
    }
  }

  return {
    EnableEnhancedMonitoring: (input: MonitoringInput) => change(input, enabled),
    DisableEnhancedMonitoring: (input: MonitoringInput) => change(input, disabled),
  }
}
