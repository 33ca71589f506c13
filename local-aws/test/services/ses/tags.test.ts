import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sesv2'
import { create } from '../../resource.ts'
import { SesRig } from './ses-rig.ts'

const rig = new SesRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const arn = (resource: string) => rig.rig.account.arn('ses', resource)
const team = (Value: string) => [{ Key: 'team', Value }]

async function tagsOf(ResourceArn: string) {
  return (await rig.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags
}

/**
 * @documented SES API v2 Reference, ListTagsForResource: it lists the keys and values of a resource's tags
 * @documented SES API v2 Reference, TagResource: "Add one or more tags (keys and values) to a specified
 *   resource."
 * @documented SES API v2 Reference, UntagResource: "Remove one or more tags (keys and values) from a
 *   specified resource."
 */
describe('tags', () => {
  test('of an identity can be read back, from its creation on', async () => {
    await rig.client.send(
      new CreateEmailIdentityCommand({ EmailIdentity: 'tagged@example.com', Tags: team('a') }),
    )
    expect(await tagsOf(arn('identity/tagged@example.com'))).toEqual(team('a'))
    const described = await rig.client.send(
      new GetEmailIdentityCommand({ EmailIdentity: 'tagged@example.com' }),
    )
    expect(described.Tags).toEqual(team('a'))
  })

  test('of a configuration set can be read back, added, changed and removed', async () => {
    const ConfigurationSetName = 'tagged'
    const ResourceArn = arn('configuration-set/tagged')
    await rig.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName, Tags: team('a') }))
    const Tags = [...team('b'), { Key: 'stage', Value: 'dev' }, { Key: 'cost', Value: '' }]
    await rig.client.send(new TagResourceCommand({ ResourceArn, Tags }))
    expect(await tagsOf(ResourceArn)).toEqual(Tags)
    await rig.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['cost', 'stage'] }))
    const described = await rig.client.send(new GetConfigurationSetCommand({ ConfigurationSetName }))
    expect(described.Tags).toEqual(team('b'))
  })

  test('of templates can be read back', async () => {
    const properties = { EmailIdentity: 'example.org', Tags: team('a') }
    await create(rig.service.resourceTypes, 'AWS::SES::EmailIdentity', properties)
    expect(await tagsOf(arn('identity/example.org'))).toEqual(team('a'))
  })

  /**
   * @documented SES API v2 Reference, ListTagsForResource: the error NotFoundException
   */
  test('are those of something', async () => {
    for (const resource of ['identity/none', 'configuration-set/none', 'contact-list/none']) {
      await expect(tagsOf(arn(resource))).rejects.toMatchObject({ name: 'NotFoundException' })
    }
  })
})

/** @documented SES API v2 Reference, TagResource: "A resource can have as many as 50 tags." */
test('a resource has at most 50 tags, and a request beyond that adds none', async () => {
  const ResourceArn = arn('identity/example.com')
  const tags = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }))
  await expect(rig.client.send(new TagResourceCommand({ ResourceArn, Tags: tags(51) }))).rejects.toThrow(
    'A resource has at most 50 tags: 51 are too many.',
  )
  expect(await tagsOf(ResourceArn)).toEqual([])
  await rig.client.send(new TagResourceCommand({ ResourceArn, Tags: tags(50) }))
  expect(await tagsOf(ResourceArn)).toHaveLength(50)
})

/**
 * @documented SES API v2 Reference, Tag: "A tag key can contain as many as 128 characters. A tag value can contain as
 * many as 256 characters."
 */
test.each([
  ['', 'v', '1 to 128 characters'],
  ['k'.repeat(129), 'v', '1 to 128 characters'],
  ['k', 'v'.repeat(257), '257 characters'],
  ['aws:k', 'v', 'The prefix aws: is reserved'],
])('the tag %.10s: %.10s is refused', async (Key, Value, message) => {
  const ResourceArn = arn('identity/example.com')
  const refused = rig.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key, Value }] }))
  await expect(refused).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining(message),
  })
})
