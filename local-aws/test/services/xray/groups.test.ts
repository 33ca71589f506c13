import {
  CreateGroupCommand,
  type CreateGroupCommandInput,
  DeleteGroupCommand,
  GetGroupCommand,
  GetGroupsCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-xray'
import { create } from '../../resource.ts'
import { openXRay, type XRayRig } from './xray-rig.ts'

let aws: XRayRig

beforeEach(async () => {
  aws = await openXRay()
})
afterEach(() => aws.close())

async function createGroup(GroupName: string, more: Partial<CreateGroupCommandInput> = {}) {
  const { Group } = await aws.client.send(new CreateGroupCommand({ GroupName, ...more }))
  return Group?.GroupARN ?? ''
}

const names = async () =>
  ((await aws.client.send(new GetGroupsCommand({}))).Groups ?? []).map(({ GroupName }) => GroupName)

/**
 * @documented X-Ray API Reference: "Creates a group resource with a name and a filter expression.";
 *   "Retrieves group resource details."; "Updates a group resource."; "Deletes a group resource."
 */
test('a group is created, read by name or ARN, changed and deleted', async () => {
  const GroupARN = await createGroup('slow', { FilterExpression: 'responsetime > 5' })
  expect(GroupARN).toMatch(/^arn:aws:xray:us-east-1:000000000000:group\/slow\/[\dA-F]{24}$/)
  const made = {
    GroupName: 'slow',
    GroupARN,
    FilterExpression: 'responsetime > 5',
    InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
  }
  const get = async (input: object) => (await aws.client.send(new GetGroupCommand(input))).Group
  expect([await get({ GroupName: 'slow' }), await get({ GroupARN })]).toEqual([made, made])

  const changed = await aws.client.send(new UpdateGroupCommand({ GroupARN, FilterExpression: 'fault' }))
  expect(changed.Group).toEqual({ ...made, FilterExpression: 'fault' })
  await createGroup('all')
  expect(await names()).toEqual(['slow', 'all'])
  await aws.client.send(new DeleteGroupCommand({ GroupName: 'slow' }))
  expect(await names()).toEqual(['all'])
  await expect(get({ GroupARN })).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

/**
 * @documented X-Ray Developer Guide, Using filter expressions, group: traces that match the filter expression
 *   of a group
 */
test('GetTraceSummaries takes a group, beside other conditions (X-Ray, "Using filter expressions": group)', async () => {
  const purchase = (purchaseId: string) => ({ annotations: { purchaseId } })
  const first = aws.segment({ fault: true, ...purchase('p-1') })
  const second = aws.segment({ fault: true, ...purchase('p-2') })
  await aws.put(first, second, aws.segment(purchase('p-1')))
  const arn = await createGroup('broken', { FilterExpression: 'fault' })
  const found = async (FilterExpression: string) =>
    (await aws.summaries({ FilterExpression })).map(({ Id }) => Id)

  expect(await found('group.name = "broken"')).toEqual([first.trace_id, second.trace_id])
  for (const spelling of ['annotation.purchaseId', 'annotation[purchaseId]', 'annotation["purchaseId"]']) {
    expect(await found(`group.arn = "${arn}" AND ${spelling} = "p-1"`)).toEqual([first.trace_id])
  }
  await aws.client.send(new UpdateGroupCommand({ GroupName: 'broken', FilterExpression: '!fault' }))
  expect(await found('group.name = "broken"')).toHaveLength(1)
})

/**
 * @documented X-Ray API Reference, CreateGroup: the name must be unique, and Default is reserved;
 *   FilterExpression is checked
 * @own insights and tags, refused as not simulated
 */
test.each<[string, Partial<CreateGroupCommandInput>]>([
  ['already exists', { GroupName: 'taken' }],
  ['Default already exists', { GroupName: 'Default' }],
  ['1 to 32 characters', { GroupName: 'x'.repeat(33) }],
  ['Invalid FilterExpression', { FilterExpression: 'fault AND' }],
  ['group of', { FilterExpression: 'fault AND group.name = "taken"' }],
  ['InsightsEnabled', { InsightsConfiguration: { InsightsEnabled: true } }],
  ['Tags', { Tags: [{ Key: 'k', Value: 'v' }] }],
])('%s is refused by name', async (named, input) => {
  await createGroup('taken')
  await expect(createGroup('new', input)).rejects.toThrow(
    named === 'group of' ? 'group.name cannot stand in the filter expression of a group' : named,
  )
  expect(await names()).toEqual(['taken'])
})

/** @documented CloudFormation Template Reference, AWS::XRay::Group: Ref is the ARN; GroupARN by Fn::GetAtt */
test('AWS::XRay::Group: Ref and GroupARN are the ARN', async () => {
  const make = (properties: Record<string, unknown>) =>
    create(aws.xray.resourceTypes, 'AWS::XRay::Group', { GroupName: 'slow', ...properties })

  const { physicalId, attributes } = await make({
    FilterExpression: 'responsetime > 5',
    InsightsConfiguration: { InsightsEnabled: 'false' },
  })
  expect(attributes).toEqual({ GroupARN: physicalId })
  const { Group } = await aws.client.send(new GetGroupCommand({ GroupARN: physicalId }))
  expect(Group).toMatchObject({ GroupName: 'slow', FilterExpression: 'responsetime > 5' })
  await expect(make({ GroupName: 'more', FilterExpression: 'edge()' })).rejects.toThrow(
    'Test/Thing: the local AWS does not simulate this group',
  )
})
