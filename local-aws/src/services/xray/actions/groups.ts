import { pageOf } from '../../../api/page.ts'
import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalidRequest } from '../errors.ts'
import type { Group, GroupReference, GroupSettings, Groups } from '../groups.ts'
import { post } from './post.ts'

interface CreateGroupInput extends GroupSettings {
  GroupName: string
  Tags?: unknown[]
}

const MAX_PAGE_GROUPS = 100

/** Create, read, update and delete groups of traces. */
export function groupRoutes(groups: Groups): readonly RestRoute[] {
  return [
    post('CreateGroup', '/CreateGroup', ({ GroupName, Tags = [], ...settings }: CreateGroupInput) => {
      if (Tags.length > 0) throw invalidRequest('The local AWS does not simulate Tags of groups.')
      return { Group: shape(groups.create(GroupName, settings)) }
    }),
    post('GetGroup', '/GetGroup', (input: GroupReference) => ({ Group: shape(groups.get(input)) })),
    post('GetGroups', '/Groups', (input: { NextToken?: string }) => {
      const start = Number(input.NextToken ?? 0)
      if (!Number.isInteger(start) || start < 0) throw invalidRequest('The NextToken is invalid.')
      const { items, next } = pageOf(groups.list(), { start, limit: MAX_PAGE_GROUPS })
      return { Groups: items.map(shape), NextToken: next?.toString() }
    }),
    post('UpdateGroup', '/UpdateGroup', (input: GroupReference & GroupSettings) => {
      const { GroupName, GroupARN, ...settings } = input
      return { Group: shape(groups.update({ GroupName, GroupARN }, settings)) }
    }),
    post('DeleteGroup', '/DeleteGroup', (input: GroupReference) => {
      groups.delete(input)
      return {}
    }),
  ]
}

function shape({ name, arn, filterExpression }: Group): object {
  return {
    GroupName: name,
    GroupARN: arn,
    FilterExpression: filterExpression || undefined,
    InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
  }
}
