import { objectives } from '../../lambda/contracts/objective.ts'
import type { Config } from '../config.ts'

/** The part of a stage that the overview is named after. */
export const OVERVIEW = 'Overview'

/** The name of a dashboard, `Messaging-<stage>-<part>`: letters, digits, `-` and `_`, as CloudWatch takes. */
export function dashboardName(stage: string, part: string): string {
  return `Messaging-${stage}-${part}`
}

/** Whether a part of a stage, `Shop`, has a dashboard of its own. */
export function hasDashboard({ dashboards }: Pick<Config, 'dashboards'>, part: string): boolean {
  return dashboards && Object.hasOwn(objectives, part.toLowerCase())
}

/** The dashboard that shows a part of a stage: its own, or the overview. */
export function dashboardOf(config: Pick<Config, 'dashboards' | 'stage'>, part: string): string {
  return dashboardName(config.stage, hasDashboard(config, part) ? part : OVERVIEW)
}
