import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  ListConfigurationSetsCommand,
  PutConfigurationSetSendingOptionsCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2'
import { create } from '../../resource.ts'
import { SesRig } from './ses-rig.ts'

const rig = new SesRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const makeSet = (ConfigurationSetName: string, options: object = {}) =>
  rig.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName, ...options }))

const makeDestination = (ConfigurationSetName: string, EventDestination: EventDestinationDefinition) =>
  rig.client.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName,
      EventDestinationName: 'feedback',
      EventDestination,
    }),
  )

const destinationsOf = async (ConfigurationSetName: string) =>
  (await rig.client.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName })))
    .EventDestinations

describe('a configuration set', () => {
  /**
   * @documented SES API v2 Reference, CreateConfigurationSet: "Create a configuration set.";
   *   ListConfigurationSets: "List all of the configuration sets associated with your account in the current
   *   region."; DeleteConfigurationSet: "Delete an existing configuration set."
   */
  test('is made once, told of, listed and deleted', async () => {
    const options = {
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
    }
    await makeSet('receipts', options)
    await makeSet('posts')
    await expect(makeSet('posts')).rejects.toMatchObject({ name: 'AlreadyExistsException' })

    const named = { ConfigurationSetName: 'receipts' }
    expect(await rig.client.send(new GetConfigurationSetCommand(named))).toMatchObject({
      ...named,
      ...options,
      SendingOptions: { SendingEnabled: true },
    })
    const list = async (input: object) => rig.client.send(new ListConfigurationSetsCommand(input))
    const first = await list({ PageSize: 1 })
    expect(first.ConfigurationSets).toEqual(['posts'])
    expect((await list({ NextToken: first.NextToken })).ConfigurationSets).toEqual(['receipts'])

    await rig.client.send(new DeleteConfigurationSetCommand(named))
    await expect(rig.client.send(new GetConfigurationSetCommand(named))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Configuration set <receipts> does not exist.',
    })
  })

  /**
   * @documented SES API v2 Reference, SendEmail, NotFoundException: "The resource you attempted to access
   *   doesn't exist."
   */
  test('is needed where a mail names one (SendEmail: NotFoundException)', async () => {
    await makeSet('known')
    await expect(rig.send({ ConfigurationSetName: 'known' })).resolves.toBeDefined()
    await expect(rig.send({ ConfigurationSetName: 'none' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Configuration set <none> does not exist.',
    })
  })

  /**
   * @documented SES API v2 Reference, SendEmail, SendingPausedException: "The message can't be sent because
   *   the account's ability to send email is currently paused."
   */
  test('can be paused (SendEmail: SendingPausedException)', async () => {
    await makeSet('paused', { SendingOptions: { SendingEnabled: false } })
    const send = () => rig.send({ ConfigurationSetName: 'paused' })
    await expect(send()).rejects.toMatchObject({
      name: 'SendingPausedException',
      message: 'Sending is paused for configuration set paused',
    })
    const on = { ConfigurationSetName: 'paused', SendingEnabled: true }
    await rig.client.send(new PutConfigurationSetSendingOptionsCommand(on))
    await expect(send()).resolves.toBeDefined()
  })

  /**
   * @documented SES API v2 Reference, CreateConfigurationSet: the characters and the length of a name; BOUNCE
   *   or COMPLAINT as reasons
   */
  test.each([
    ['a name with a blank', 'no name', {}],
    ['a name of 65 characters', 'x'.repeat(65), {}],
    ['an invalid reason', 'reasons', { SuppressionOptions: { SuppressedReasons: ['SPAM'] } }],
  ])('is refused with %s', async (_, name, options) => {
    await expect(makeSet(name, options)).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  /** @own options, refused as not simulated */
  test.each([
    [
      'ArchivingOptions',
      { ArchivingOptions: { ArchiveArn: 'arn:aws:ses:us-east-1:0:mailmanager-archive/a' } },
    ],
    ['DeliveryOptions.SendingPoolName', { DeliveryOptions: { SendingPoolName: 'pool' } }],
    ['VdmOptions', { VdmOptions: { DashboardOptions: { EngagementMetrics: 'ENABLED' } } }],
  ])('is refused by name with %s', async (what, options) => {
    await expect(makeSet('refused', options)).rejects.toThrow(`does not simulate ${what}`)
    await expect(create(rig.service.resourceTypes, 'AWS::SES::ConfigurationSet', options)).rejects.toThrow(
      `does not simulate ${what}`,
    )
  })

  /** @documented CloudFormation Template Reference, AWS::SES::ConfigurationSet: Ref is the name */
  test('AWS::SES::ConfigurationSet: "Ref" is its name', async () => {
    const { physicalId } = await create(rig.service.resourceTypes, 'AWS::SES::ConfigurationSet', {
      SuppressionOptions: { SuppressedReasons: [] },
      ReputationOptions: { ReputationMetricsEnabled: true },
    })
    const made = await rig.client.send(new GetConfigurationSetCommand({ ConfigurationSetName: physicalId }))
    expect(made.SuppressionOptions).toEqual({ SuppressedReasons: [] })
  })
})

describe('an event destination', () => {
  /**
   * @documented SES Developer Guide, Set up an Amazon SNS event destination: the message that validates the
   *   topic
   */
  test('is made, changed and deleted; SES tries its topic with a message that is no event', async () => {
    const { topicArn, queueUrl } = await rig.topic('tried')
    await makeSet('told')
    const definition: EventDestinationDefinition = {
      Enabled: true,
      MatchingEventTypes: ['BOUNCE', 'COMPLAINT'],
      SnsDestination: { TopicArn: topicArn },
    }
    await makeDestination('told', definition)
    expect(await rig.bodies(queueUrl)).toEqual([
      'Successfully validated SNS topic for Amazon SES event publishing.',
    ])
    expect(await destinationsOf('told')).toEqual([{ Name: 'feedback', ...definition }])
    await expect(makeDestination('told', definition)).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    })

    const named = { ConfigurationSetName: 'told', EventDestinationName: 'feedback' }
    const EventDestination = { ...definition, Enabled: false }
    await rig.client.send(new UpdateConfigurationSetEventDestinationCommand({ ...named, EventDestination }))
    expect(await destinationsOf('told')).toEqual([{ Name: 'feedback', ...EventDestination }])

    await rig.client.send(new DeleteConfigurationSetEventDestinationCommand(named))
    expect(await destinationsOf('told')).toEqual([])
    await expect(
      rig.client.send(new DeleteConfigurationSetEventDestinationCommand(named)),
    ).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  /**
   * @documented SES Developer Guide, Set up an Amazon SNS event destination: the topic's policy must let SES
   *   publish
   */
  test('needs a topic that SES can publish to', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish', Resource: '*' },
      ],
    }
    const { topicArn } = await rig.topic('closed', { Policy: JSON.stringify(policy) })
    await makeSet('closed')
    for (const TopicArn of [topicArn, rig.rig.account.arn('sns', 'none')]) {
      const definition = { MatchingEventTypes: ['SEND' as const], SnsDestination: { TopicArn } }
      await expect(makeDestination('closed', definition)).rejects.toMatchObject({
        name: 'BadRequestException',
        message: expect.stringContaining(`Could not publish to the SNS topic <${TopicArn}>`),
      })
    }
  })

  /** @own destinations, refused as not simulated */
  test.each([
    ['CloudWatchDestination', { CloudWatchDestination: { DimensionConfigurations: [] } }],
    ['EventBridgeDestination', { EventBridgeDestination: { EventBusArn: 'arn:bus' } }],
    [
      'KinesisFirehoseDestination',
      { KinesisFirehoseDestination: { IamRoleArn: 'a', DeliveryStreamArn: 'b' } },
    ],
    ['PinpointDestination', { PinpointDestination: { ApplicationArn: 'a' } }],
  ])('%s is refused by name', async (what, destination) => {
    await makeSet(`for-${what}`)
    await expect(
      makeDestination(`for-${what}`, { MatchingEventTypes: ['SEND'], ...destination }),
    ).rejects.toThrow(`does not simulate the event destination ${what}; use SnsDestination`)
  })

  /**
   * @documented CloudFormation Template Reference, AWS::SES::ConfigurationSetEventDestination:
   *   MatchingEventTypes and SnsDestination
   */
  test('AWS::SES::ConfigurationSetEventDestination says types in its own words, and TopicARN', async () => {
    const { topicArn } = await rig.topic('by-template')
    await makeSet('by-template')
    const { physicalId, attributes } = await create(
      rig.service.resourceTypes,
      'AWS::SES::ConfigurationSetEventDestination',
      {
        ConfigurationSetName: 'by-template',
        EventDestination: {
          Name: 'feedback',
          Enabled: true,
          MatchingEventTypes: ['bounce', 'deliveryDelay'],
          SnsDestination: { TopicARN: topicArn },
        },
      },
    )
    expect(physicalId).toContain(attributes.Id)
    expect(await destinationsOf('by-template')).toEqual([
      {
        Name: 'feedback',
        Enabled: true,
        MatchingEventTypes: ['BOUNCE', 'DELIVERY_DELAY'],
        SnsDestination: { TopicArn: topicArn },
      },
    ])
  })
})
