import { SNS } from '@aws-sdk/client-sns'
import { greeting } from '../src/greeting.ts'
import { LocalAws } from '../src/index.ts'

/** @own the greeting */
test('the greeting has the links of e-mail subscriptions that wait to be confirmed', async () => {
  const aws = await LocalAws.start()
  const sns = new SNS({ endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer })
  try {
    expect(greeting(aws)).not.toContain('e-mail subscriptions')
    const { TopicArn } = await sns.createTopic({ Name: 'alarms' })
    for (const Endpoint of ['ada@example.com', 'ida@example.com', 'ada@example.com'])
      await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint })
    const links = greeting(aws).match(/http:\S+\/_aws\/sns\/confirm\/\w+/g) ?? []
    expect(links).toHaveLength(2)
    expect(greeting(aws)).toContain('ada@example.com, alarms:')
    for (const link of links) expect((await fetch(link)).status).toBe(200)
    expect(greeting(aws)).not.toContain('e-mail subscriptions')
  } finally {
    sns.destroy()
    await aws.stop()
  }
})
