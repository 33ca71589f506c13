import type { Hooks, LifecycleEvent, RevisionLocation, Shifted } from './app-spec.ts'
import type { AutoRollback, DeploymentGroup } from './applications.ts'

export type DeploymentStatus = 'Created' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped'

/** "ErrorInformation" of the API reference. */
export interface ErrorInformation {
  readonly code:
    | 'ALARM_ACTIVE'
    | 'HOOK_EXECUTION_FAILURE'
    | 'IAM_ROLE_MISSING'
    | 'IAM_ROLE_PERMISSIONS'
    | 'INVALID_LAMBDA_FUNCTION'
    | 'INVALID_REVISION'
    | 'MANUAL_STOP'
  readonly message: string
}

/** One call of a validation function. */
export interface HookExecution {
  readonly id: string
  readonly event: LifecycleEvent
  /** In ms since the epoch. */
  readonly begunAt: number
  status: 'InProgress' | 'Succeeded' | 'Failed'
}

/** One shift of an alias to another version. */
export interface Deployment {
  readonly id: string
  readonly group: DeploymentGroup
  readonly configName: string
  readonly revision: RevisionLocation
  readonly shifted: Shifted
  readonly hooks: Hooks
  readonly description: string | undefined
  readonly creator: 'user' | 'codeDeployRollback'
  readonly autoRollback: AutoRollback
  /** The names of the alarms that stop it. */
  readonly alarms: readonly string[]
  /** In ms since the epoch. */
  readonly createdAt: number
  /** Of a rollback: the deployment that it undoes. */
  readonly undoes: string | undefined
  readonly hookExecutions: HookExecution[]
  status: DeploymentStatus
  startedAt: number | undefined
  completedAt: number | undefined
  error: ErrorInformation | undefined
  /** The deployment that undoes this one. */
  undoneBy: string | undefined
}

export function isActive({ status }: Deployment): boolean {
  return status === 'Created' || status === 'InProgress'
}
