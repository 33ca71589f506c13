import { linkIn, SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const CONFIRMATION = 'AWS Notification - Subscription Confirmation'

let topicArn: string
let address: string
let count = 0
beforeEach(async () => {
  address = `reader-${++count}@example.com`
  topicArn = await rig.topic(`news-${count}`, { DisplayName: 'News' })
})

const asked = (Protocol = 'email') =>
  rig.sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint: address, ReturnSubscriptionArn: true })

/** The token in the link of the newest mail to the address. */
function newestToken(): string {
  return linkIn(rig.inbox.mails(address).at(-1)).split('/').at(-1) as string
}

async function listed() {
  const { Subscriptions = [] } = await rig.sns.listSubscriptionsByTopic({ TopicArn: topicArn })
  return Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn)
}

async function subscriptionCounts() {
  const { Attributes = {} } = await rig.sns.getTopicAttributes({ TopicArn: topicArn })
  const { SubscriptionsPending, SubscriptionsConfirmed, SubscriptionsDeleted } = Attributes
  return `${SubscriptionsPending} pending, ${SubscriptionsConfirmed} confirmed, ${SubscriptionsDeleted} deleted`
}

async function attributesOf(SubscriptionArn: string | undefined) {
  const { Attributes } = await rig.sns.getSubscriptionAttributes({ SubscriptionArn })
  return Attributes
}

describe('until its link is opened, an e-mail subscription', () => {
  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_http_subscription_response, 2024-05-13 */
  test('is "pending confirmation" in the answer, unless the request asks for its ARN', async () => {
    const request = { TopicArn: topicArn, Protocol: 'email', Endpoint: address }
    expect(await rig.sns.subscribe(request)).toMatchObject({ SubscriptionArn: 'pending confirmation' })
    const told = await rig.sns.subscribe({ ...request, ReturnSubscriptionArn: true })
    expect(told.SubscriptionArn).toMatch(new RegExp(`^${topicArn}:[0-9a-f-]{36}$`))
    expect(await rig.sns.subscribe({ ...request, ReturnSubscriptionArn: false })).toMatchObject({
      SubscriptionArn: 'pending confirmation',
    })
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_subscribe_external_http_endpoint_content_type[False],
   * 2024-10-03
   */
  test('is described as unconfirmed', async () => {
    const { SubscriptionArn } = await asked()
    expect(await attributesOf(SubscriptionArn)).toMatchObject({
      SubscriptionArn,
      PendingConfirmation: 'true',
      ConfirmationWasAuthenticated: 'false',
    })
  })

  /**
   * @documented SNS API Reference, GetTopicAttributes: SubscriptionsPending counts the subscriptions that wait
   *   for confirmation
   * @own not documented by AWS: PendingConfirmation in place of an ARN in lists
   */
  test('is listed without its ARN, and counted as pending', async () => {
    await asked()
    expect(await listed()).toEqual(['PendingConfirmation'])
    const { Subscriptions = [] } = await rig.sns.listSubscriptions({})
    expect(Subscriptions.find(({ Endpoint }) => Endpoint === address)).toMatchObject({
      SubscriptionArn: 'PendingConfirmation',
      TopicArn: topicArn,
    })
    expect(await subscriptionCounts()).toBe('1 pending, 0 confirmed, 0 deleted')
  })

  /** @documented SNS developer guide, HTTP/HTTPS subscription confirmation JSON format: "Amazon SNS doesn't send notifications to this endpoint until the subscription is confirmed" */
  test('gets no message, which counts in no metric', async () => {
    await asked()
    await rig.sns.publish({ TopicArn: topicArn, Message: 'early' })
    expect(rig.notifications(address)).toEqual([])
    expect(await rig.counts(topicArn)).toEqual({ NumberOfMessagesPublished: 1 })
  })

  /** @documented SNS developer guide, Deleting a topic and subscription: a subscription that is pending cannot be deleted */
  test('cannot be deleted', async () => {
    const { SubscriptionArn } = await asked()
    await expect(rig.sns.unsubscribe({ SubscriptionArn })).rejects.toThrow(
      'Cannot unsubscribe a subscription that is pending confirmation',
    )
    expect(await listed()).toHaveLength(1)
  })

  /**
   * @documented AWS, What's New of 10 May 2023: "automatic deletion of unconfirmed subscriptions once they have been in
   * a pending confirmation state for 48 hours"
   */
  test('lives for 48 hours', async () => {
    const { SubscriptionArn } = await asked()
    const link = linkIn(rig.inbox.mails(address).at(-1))
    await rig.clock.advanceBy({ hours: 47, minutes: 59 })
    expect(await listed()).toEqual(['PendingConfirmation'])
    await rig.clock.advanceBy({ minutes: 1 })
    expect(await listed()).toEqual([])
    await expect(attributesOf(SubscriptionArn)).rejects.toThrow('Subscription does not exist')
    expect((await fetch(link)).status).toBe(404)
  })

  /** @documented SNS API Reference, Subscribe: "Confirmation tokens are valid for two days." */
  test('is asked again by another Subscribe, with a token for two more days', async () => {
    const first = await asked()
    await rig.clock.advanceBy({ hours: 40 })
    expect((await asked()).SubscriptionArn).toBe(first.SubscriptionArn)
    expect(rig.inbox.mails(address).map(({ subject }) => subject)).toEqual([CONFIRMATION, CONFIRMATION])
    await rig.clock.advanceBy({ hours: 40 })
    expect((await fetch(linkIn(rig.inbox.mails(address)[0]))).status).toBe(404)
    expect((await fetch(linkIn(rig.inbox.mails(address)[1]))).status).toBe(200)
    expect(await listed()).toEqual([first.SubscriptionArn])
  })
})

describe('the mail that asks for confirmation', () => {
  /** @documented SNS API Reference, CreateTopic: confirmation mails always have the service's name as the sender, whatever the DisplayName */
  test('is from AWS Notifications, names the topic, and has a link', async () => {
    await asked()
    expect(rig.inbox.mails(address)).toMatchObject([
      {
        from: 'AWS Notifications <no-reply@sns.amazonaws.com>',
        subject: CONFIRMATION,
        text: expect.stringContaining(topicArn),
      },
    ])
    expect(linkIn(rig.inbox.mails(address)[0])).toMatch(
      new RegExp(`^${rig.rig.account.endpoint}/_aws/sns/confirm/[0-9a-f]{64}$`),
    )
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_subscribe_external_http_endpoint[False],
   * 2023-10-12
   */
  test('is a document for email-json', async () => {
    await asked('email-json')
    const document = JSON.parse(rig.inbox.mails(address)[0]?.text ?? '')
    expect(document).toEqual({
      Type: 'SubscriptionConfirmation',
      MessageId: expect.any(String),
      Token: newestToken(),
      TopicArn: topicArn,
      Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: linkIn(rig.inbox.mails(address)[0]),
      Timestamp: new Date(rig.clock.now()).toISOString(),
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringContaining('.pem'),
    })
  })

  /** @own the links in mails of the inbox */
  test('has a link that a web mail may open, by GET alone', async () => {
    await asked()
    const link = linkIn(rig.inbox.mails(address)[0])
    expect((await fetch(link, { method: 'POST' })).status).toBe(405)
    expect(await listed()).toEqual(['PendingConfirmation'])
    const headers = { origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' }
    const answer = await fetch(link, { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await answer.text()).toBe(`Subscription confirmed: ${address} gets the messages of ${topicArn}.\n`)
  })

  /** @own the links in mails of the inbox */
  test.each(['confirm/0', 'confirm/x', 'confirm/', 'unsubscribe/0', 'unsubscribe/', ''])(
    'nothing happens at /_aws/sns/%s',
    async path => {
      await asked()
      expect((await fetch(`${rig.rig.account.endpoint}/_aws/sns/${path}`)).status).toBe(404)
      expect(await listed()).toEqual(['PendingConfirmation'])
    },
  )
})

describe('once it is confirmed, an e-mail subscription', () => {
  /** @documented SNS API Reference, GetSubscriptionAttributes: ConfirmationWasAuthenticated is true if the confirming request was */
  test('by its link: is listed, gets messages, and was not authenticated', async () => {
    const { SubscriptionArn } = await asked()
    await fetch(linkIn(rig.inbox.mails(address)[0]))
    expect(await listed()).toEqual([SubscriptionArn])
    expect(await subscriptionCounts()).toBe('0 pending, 1 confirmed, 0 deleted')
    expect(await attributesOf(SubscriptionArn)).toMatchObject({
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'false',
    })
    await rig.clock.advanceBy({ hours: 49 })
    await rig.sns.publish({ TopicArn: topicArn, Message: 'late' })
    expect(rig.notifications(address)).toMatchObject([{ text: expect.stringMatching(/^late\n/) }])
  })

  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrudV2::test_confirm_subscription, 2026-01-14 */
  test('by ConfirmSubscription: answers with the ARN, twice the same', async () => {
    const { SubscriptionArn } = await asked()
    const confirmation = { TopicArn: topicArn, Token: newestToken() }
    expect(await rig.sns.confirmSubscription(confirmation)).toMatchObject({ SubscriptionArn })
    expect(await rig.sns.confirmSubscription(confirmation)).toMatchObject({ SubscriptionArn })
    expect(await attributesOf(SubscriptionArn)).toMatchObject({ ConfirmationWasAuthenticated: 'true' })
    expect(await asked()).toMatchObject({ SubscriptionArn })
    expect(rig.inbox.mails(address)).toHaveLength(1)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_subscribe_external_http_endpoint[False],
   * 2023-10-12
   */
  test('may be confirmed with the ARN of another topic of the region', async () => {
    const { SubscriptionArn } = await asked()
    const confirmation = { TopicArn: `${topicArn}-not`, Token: newestToken() }
    expect(await rig.sns.confirmSubscription(confirmation)).toMatchObject({ SubscriptionArn })
  })

  /** @documented SNS API Reference, Unsubscribe: the owner of a subscription deletes it without a message to the endpoint */
  test('ends with Unsubscribe, for good', async () => {
    const { SubscriptionArn } = await asked()
    const link = linkIn(rig.inbox.mails(address)[0])
    await fetch(link)
    await rig.sns.unsubscribe({ SubscriptionArn })
    expect((await fetch(link)).status).toBe(404)
    expect(await listed()).toEqual([])
    expect(await subscriptionCounts()).toBe('0 pending, 0 confirmed, 1 deleted')
    expect(rig.inbox.mails(address)).toHaveLength(1)
  })

  /** @own the links in mails of the inbox: a topic of the same name is another topic */
  test('does not survive its topic', async () => {
    await asked()
    const link = linkIn(rig.inbox.mails(address)[0])
    await rig.sns.deleteTopic({ TopicArn: topicArn })
    await rig.topic(`news-${count}`)
    expect((await fetch(link)).status).toBe(404)
    expect(await listed()).toEqual([])
  })
})

describe('ConfirmSubscription refuses', () => {
  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionCrud::test_sns_confirm_subscription_wrong_token, 2025-10-06 */
  test.each([
    ['a token that is none', 'randomtoken', /^Invalid token$/],
    ['an unknown token', '51b2ff3edb475b7d91550e0ab6edf0c1', /^Invalid parameter: Token$/],
  ])('%s', async (_, Token, message) => {
    const refused = rig.sns.confirmSubscription({ TopicArn: topicArn, Token })
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    })
    const elsewhere = rig.sns.confirmSubscription({ TopicArn: `${topicArn}-not`, Token })
    await expect(elsewhere).rejects.toThrow(message)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_subscribe_external_http_endpoint[False],
   * 2023-10-12
   */
  test.each(['not-an-arn', 'arn:aws:sns:eu-central-1:000000000000:news'])('the topic %s', async TopicArn => {
    await asked()
    const refused = rig.sns.confirmSubscription({ TopicArn, Token: newestToken() })
    await expect(refused).rejects.toThrow(/^Invalid parameter: Topic$/)
    expect(await listed()).toEqual(['PendingConfirmation'])
  })
})

describe('the link in a message', () => {
  const unsubscribeLink = async () => {
    await rig.sns.publish({ TopicArn: topicArn, Message: 'news' })
    return linkIn(rig.notifications(address).at(-1))
  }

  /**
   * @documented SNS API Reference, Unsubscribe: "a final cancellation message is delivered to the endpoint, so that the
   * endpoint owner can easily resubscribe to the topic if the Unsubscribe request was unintended"
   */
  test('ends the subscription, and another mail can bring it back', async () => {
    await rig.subscribeAddress(topicArn, address)
    const link = await unsubscribeLink()
    const answer = await fetch(link, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(await answer.text()).toBe(`Unsubscribed: ${address} gets no more messages of ${topicArn}.\n`)
    expect(await subscriptionCounts()).toBe('0 pending, 0 confirmed, 1 deleted')
    expect((await fetch(link)).status).toBe(404)

    const farewell = rig.inbox.mails(address).at(-1)
    expect(farewell).toMatchObject({ subject: 'AWS Notification - Unsubscribe Confirmation' })
    await fetch(linkIn(farewell))
    expect(await subscriptionCounts()).toBe('0 pending, 1 confirmed, 1 deleted')
    await rig.sns.publish({ TopicArn: topicArn, Message: 'again' })
    expect(rig.notifications(address)).toHaveLength(2)
  })

  /** @documented SNS API Reference, ConfirmSubscription: "The unsubscribe action requires Amazon Web Services authentication." */
  test('ends no subscription that was confirmed with AuthenticateOnUnsubscribe', async () => {
    const { SubscriptionArn } = await asked()
    const confirmation = { TopicArn: topicArn, Token: newestToken(), AuthenticateOnUnsubscribe: 'true' }
    await rig.sns.confirmSubscription(confirmation)
    expect((await fetch(await unsubscribeLink())).status).toBe(404)
    expect(await listed()).toEqual([SubscriptionArn])
    await rig.sns.unsubscribe({ SubscriptionArn })
    expect(await listed()).toEqual([])
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionHttp::test_subscribe_external_http_endpoint[False],
   * 2023-10-12
   */
  test('is the UnsubscribeURL of email-json, and its answer a document', async () => {
    const { SubscriptionArn } = await asked('email-json')
    await fetch(linkIn(rig.inbox.mails(address)[0]))
    await rig.sns.publish({ TopicArn: topicArn, Message: 'news' })
    const { UnsubscribeURL } = JSON.parse(rig.notifications(address)[0]?.text ?? '')
    expect((await fetch(UnsubscribeURL)).status).toBe(200)
    expect(JSON.parse(rig.inbox.mails(address).at(-1)?.text ?? '')).toMatchObject({
      Type: 'UnsubscribeConfirmation',
      Message: `You have chosen to deactivate subscription ${SubscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    })
  })
})
