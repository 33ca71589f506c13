import { opaquePageOf } from '../../../api/page.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { RevisionLocation } from '../app-spec.ts'
import type { Applications, AutoRollback, RollbackEvent } from '../applications.ts'
import type { Deployment, DeploymentStatus } from '../deployment.ts'
import type { Deployments } from '../deployments.ts'
import { deploymentIdRequired, groupNameRequired, invalidToken } from '../errors.ts'

interface CreateDeploymentInput {
  applicationName: string
  deploymentGroupName?: string
  revision?: RevisionLocation
  deploymentConfigName?: string
  description?: string
  autoRollbackConfiguration?: { enabled?: boolean; events?: RollbackEvent[] }
  overrideAlarmConfiguration?: { enabled?: boolean; alarms?: { name?: string }[] }
}

interface ListDeploymentsInput {
  applicationName?: string
  deploymentGroupName?: string
  includeOnlyStatuses?: DeploymentStatus[]
  /** In seconds since the epoch. */
  createTimeRange?: { start?: number; end?: number }
  nextToken?: string
}

interface PutHookStatusInput {
  deploymentId?: string
  lifecycleEventHookExecutionId?: string
  status?: string
}

const PAGE_DEPLOYMENTS = 100

/** Create, get, list and stop deployments, and tell what their validation functions found. */
export function deploymentActions(applications: Applications, deployments: Deployments): Actions {
  function find(operation: string, id: string, context: RequestContext): Deployment {
    // Who may not look at any deployment does not learn which there are.
    const { applicationName, name } = deployments.find(id)?.group ?? { applicationName: '*', name: '*' }
    context.authorize(operation, { applicationName, deploymentGroupName: name })
    return deployments.get(id)
  }

  return {
    CreateDeployment(input: CreateDeploymentInput) {
      const { applicationName, deploymentGroupName, revision, description } = input
      applications.groupsOf(applicationName)
      if (deploymentGroupName === undefined) throw groupNameRequired()
      const group = applications.group(applicationName, deploymentGroupName)
      const { autoRollbackConfiguration: rollback, overrideAlarmConfiguration: override } = input
      const { id } = deployments.create({
        ...{ group, revision, description },
        configName: input.deploymentConfigName ?? group.configName,
        autoRollback: rollback
          ? { enabled: rollback.enabled ?? false, events: rollback.events ?? [] }
          : group.autoRollback,
        alarms: override ? alarmNames(override) : group.alarms,
      })
      return { deploymentId: id }
    },

    GetDeployment: ({ deploymentId }: { deploymentId: string }, context: RequestContext) => ({
      deploymentInfo: described(find('GetDeployment', deploymentId, context)),
    }),

    ListDeployments(input: ListDeploymentsInput) {
      const found = deploymentsFor(input, applications, deployments).map(({ id }) => id)
      const { items, token } = opaquePageOf(
        found,
        { token: input.nextToken, limit: PAGE_DEPLOYMENTS },
        invalidToken,
      )
      return { deployments: items, nextToken: token }
    },

    PutLifecycleEventHookExecutionStatus(input: PutHookStatusInput, context: RequestContext) {
      const { deploymentId, lifecycleEventHookExecutionId: id, status } = input
      if (deploymentId === undefined) throw deploymentIdRequired()
      find('PutLifecycleEventHookExecutionStatus', deploymentId, context)
      deployments.answer(deploymentId, { id, status })
      return { lifecycleEventHookExecutionId: id }
    },

    StopDeployment(input: { deploymentId: string; autoRollbackEnabled?: boolean }, context: RequestContext) {
      find('StopDeployment', input.deploymentId, context)
      deployments.stop(input.deploymentId, input.autoRollbackEnabled)
      return { status: 'Succeeded', statusMessage: 'The deployment was stopped.' }
    },
  }
}

/** The names of alarms, where they are used. */
export function alarmNames({
  enabled,
  alarms = [],
}: {
  enabled?: boolean
  alarms?: { name?: string }[]
}): string[] {
  return enabled ? alarms.flatMap(({ name }) => name ?? []) : []
}

function deploymentsFor(
  { applicationName, deploymentGroupName, includeOnlyStatuses, createTimeRange }: ListDeploymentsInput,
  applications: Applications,
  deployments: Deployments,
): Deployment[] {
  if (applicationName !== undefined && deploymentGroupName !== undefined) {
    applications.group(applicationName, deploymentGroupName)
  } else if (applicationName !== undefined) applications.groupsOf(applicationName)
  const { start, end } = createTimeRange ?? {}
  return deployments
    .all()
    .filter(
      ({ group, status, createdAt }) =>
        (applicationName === undefined || group.applicationName === applicationName) &&
        (deploymentGroupName === undefined || group.name === deploymentGroupName) &&
        (includeOnlyStatuses === undefined || includeOnlyStatuses.includes(status)) &&
        (start === undefined || createdAt >= start * 1000) &&
        (end === undefined || createdAt <= end * 1000),
    )
}

function described(deployment: Deployment): object {
  const { group, error, undoneBy, undoes } = deployment
  return {
    applicationName: group.applicationName,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.configName,
    deploymentId: deployment.id,
    revision: deployment.revision,
    status: deployment.status,
    errorInformation: error,
    createTime: deployment.createdAt / 1000,
    startTime: seconds(deployment.startedAt),
    completeTime: seconds(deployment.completedAt),
    description: deployment.description,
    creator: deployment.creator,
    autoRollbackConfiguration: shapeOf(deployment.autoRollback),
    rollbackInfo: {
      rollbackDeploymentId: undoneBy,
      rollbackTriggeringDeploymentId: undoes,
      rollbackMessage: rollbackMessage(deployment),
    },
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    computePlatform: 'Lambda',
  }
}

/** In AWS's words, as others have published them from deployments of August 2026. */
function rollbackMessage({ id, undoneBy, undoes }: Deployment): string | undefined {
  if (undoes !== undefined) return `Deployment ${id} is triggered to roll back deployment ${undoes}.`
  return (
    undoneBy &&
    `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${undoneBy}.`
  )
}

/** As the API has it. */
export function shapeOf({ enabled, events }: AutoRollback): object {
  return { enabled, events: [...events] }
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}
