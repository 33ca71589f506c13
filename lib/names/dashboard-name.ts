import { isPipeline } from '../../lambda/contracts/objective.ts'
import type { Config } from '../config.ts'

/** The part of a stage that the overview is named after. */
export const OVERVIEW = 'Overview'

/** The name of a dashboard, `Messaging-<stage>-<part>`: letters, digits, `-` and `_`, as CloudWatch takes. */
export function dashboardName(stage: string, part: string): string {
  return `Messaging-${stage}-${part}`
}

/** The dashboard that shows a part of a stage: its own, or the overview. */
export function dashboardOf(config: Pick<Config, 'dashboards' | 'stage'>, part: string): string {
  return dashboardName(config.stage, config.dashboards && isPipeline(part.toLowerCase()) ? part : OVERVIEW)
}
