import type { Actions } from '../../../api/service-api.ts'
import { listedPage } from '../pages.ts'
import type { WorkGroup } from '../work-group.ts'
import {
  checkConfiguration,
  ENGINE_VERSION,
  type EncryptionConfiguration,
  engineVersion,
  type ResultConfiguration,
  type WorkGroupConfiguration,
} from '../work-group-configuration.ts'
import type { WorkGroupDeletion } from '../work-group-deletion.ts'
import type { NewWorkGroup, WorkGroups } from '../work-groups.ts'

interface ConfigurationUpdates
  extends Pick<
    WorkGroupConfiguration,
    | 'EnforceWorkGroupConfiguration'
    | 'PublishCloudWatchMetricsEnabled'
    | 'BytesScannedCutoffPerQuery'
    | 'RequesterPaysEnabled'
    | 'EngineVersion'
  > {
  ResultConfigurationUpdates?: ResultUpdates
  RemoveBytesScannedCutoffPerQuery?: boolean
}

interface ResultUpdates {
  OutputLocation?: string
  RemoveOutputLocation?: boolean
  EncryptionConfiguration?: EncryptionConfiguration
  RemoveEncryptionConfiguration?: boolean
  ExpectedBucketOwner?: string
  RemoveExpectedBucketOwner?: boolean
  AclConfiguration?: ResultConfiguration['AclConfiguration']
  RemoveAclConfiguration?: boolean
}

const PAGE_GROUPS = 50

/** Create, get, list, update and delete workgroups. */
export function workGroupActions(groups: WorkGroups, deletion: WorkGroupDeletion): Actions {
  return {
    CreateWorkGroup(input: NewWorkGroup): void {
      groups.create(input)
    },

    GetWorkGroup: (input: { WorkGroup: string }) => ({
      WorkGroup: workGroupShape(groups.get(input.WorkGroup)),
    }),

    ListWorkGroups(input: { NextToken?: string; MaxResults?: number }) {
      const { items, token } = listedPage(groups.all(), input.MaxResults ?? PAGE_GROUPS, input.NextToken)
      return { WorkGroups: items.map(summaryShape), NextToken: token }
    },

    UpdateWorkGroup(input: {
      WorkGroup: string
      Description?: string
      ConfigurationUpdates?: ConfigurationUpdates
      State?: 'ENABLED' | 'DISABLED'
    }): void {
      const group = groups.get(input.WorkGroup)
      const configuration = updated(group.configuration, input.ConfigurationUpdates ?? {})
      checkConfiguration(configuration)
      group.configuration = configuration
      group.description = input.Description ?? group.description
      group.state = input.State ?? group.state
    },

    DeleteWorkGroup: (input: { WorkGroup: string; RecursiveDeleteOption?: boolean }) =>
      deletion.delete(groups.get(input.WorkGroup), input.RecursiveDeleteOption),

    ListEngineVersions: () => ({
      EngineVersions: [
        engineVersion(),
        { SelectedEngineVersion: ENGINE_VERSION, EffectiveEngineVersion: ENGINE_VERSION },
      ],
    }),
  }
}

function updated(
  configuration: WorkGroupConfiguration,
  {
    ResultConfigurationUpdates,
    RemoveBytesScannedCutoffPerQuery,
    EngineVersion,
    ...changed
  }: ConfigurationUpdates,
): WorkGroupConfiguration {
  const next: WorkGroupConfiguration = { ...configuration, ...changed }
  if (EngineVersion) next.EngineVersion = engineVersion(EngineVersion.SelectedEngineVersion)
  if (RemoveBytesScannedCutoffPerQuery) delete next.BytesScannedCutoffPerQuery
  if (ResultConfigurationUpdates) {
    next.ResultConfiguration = updatedResults(next.ResultConfiguration ?? {}, ResultConfigurationUpdates)
  }
  return next
}

function updatedResults(results: ResultConfiguration, updates: ResultUpdates): ResultConfiguration {
  const { OutputLocation, EncryptionConfiguration, ExpectedBucketOwner, AclConfiguration } = {
    ...results,
    ...updates,
  }
  return {
    ...(!updates.RemoveOutputLocation && OutputLocation !== undefined && { OutputLocation }),
    ...(!updates.RemoveEncryptionConfiguration && EncryptionConfiguration && { EncryptionConfiguration }),
    ...(!updates.RemoveExpectedBucketOwner && ExpectedBucketOwner !== undefined && { ExpectedBucketOwner }),
    ...(!updates.RemoveAclConfiguration && AclConfiguration && { AclConfiguration }),
  }
}

function workGroupShape(group: WorkGroup) {
  return {
    Name: group.name,
    State: group.state,
    Configuration: group.configuration,
    Description: group.description,
    CreationTime: group.createdAt / 1000,
  }
}

function summaryShape(group: WorkGroup) {
  return {
    Name: group.name,
    State: group.state,
    Description: group.description,
    CreationTime: group.createdAt / 1000,
    EngineVersion: group.configuration.EngineVersion,
  }
}
