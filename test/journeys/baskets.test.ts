import { SteppedClock } from '@messaging-on-aws/local-aws'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
import { until } from './messaging.ts'
import { Visitors } from './visitors.ts'

const clock = new SteppedClock()
let visitors: Visitors

beforeAll(async () => {
  // Requests are signed by `Date`, which tells the time of the shop.
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: clock.now() })
  visitors = await Visitors.on(clock)
})
afterAll(async () => {
  await visitors.close()
  jest.useRealTimers()
})

test('view, basket, no purchase: one mail, an hour after the last item; a purchase in time: none', async () => {
  for (const name of ['ada', 'grace']) {
    await visitors.consents(name)
    await visitors.fillsBasket(name, 'skis-3')
  }
  await visitors.timePasses({ minutes: 30 })
  await visitors.fillsBasket('ada', 'lamp-7')
  await visitors.buys('grace')
  await visitors.timePasses({ minutes: 59 })
  expect(await visitors.mailsTo('ada')).toEqual([])
  await visitors.timePasses({ minutes: 3 })
  const mails = await visitors.mailsTo('ada')
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toMatch(/1 × lamp-7\n1 × skis-3/)

  await visitors.timePasses({ minutes: 10 })
  expect(await visitors.mailsTo('ada')).toHaveLength(1)
  expect(await visitors.mailsTo('grace')).toEqual([])
  expect(await visitors.messaging.depth(visitors.outputs('RemindersQueueUrl'))).toBe(0)
  expect(await visitors.messaging.depth(visitors.outputs('RemindersDeadLetterQueueUrl'))).toBe(0)
})

test('a link in the mail ends the reminders', async () => {
  await visitors.consents('joan')
  await visitors.fillsBasket('joan', 'tent-1')
  await visitors.timePasses({ minutes: 62 })
  const [mail] = await visitors.mailsTo('joan')
  const [link = ''] = /http\S+unsubscribe\?token=\S+/.exec(mail?.text ?? '') ?? []
  expect((await fetch(link, { method: 'POST' })).status).toBe(200)
  await visitors.buys('joan')
  await visitors.timePasses({ minutes: 1 })
  await visitors.fillsBasket('joan', 'lamp-7')
  await visitors.timePasses({ minutes: 65 })
  expect(await visitors.mailsTo('joan')).toHaveLength(1)
})

test('the reader stands still for an hour: trends go on, nobody who buys is mailed, and nothing is lost', async () => {
  for (const name of ['mary', 'anne']) await visitors.consents(name)
  await visitors.fillsBasket('mary', 'kettle-2')
  await visitors.timePasses({ minutes: 1 })
  await visitors.source('clickstream-baskets', false)
  await visitors.buys('mary')
  await visitors.fillsBasket('anne', 'kettle-2')
  await visitors.timePasses({ minutes: 65 })
  expect(await visitors.countedBaskets('kettle-2')).toBe(2)
  expect(await visitors.mailsTo('mary')).toEqual([])

  await visitors.source('clickstream-baskets', true)
  await visitors.timePasses({ minutes: 20 })
  expect(await visitors.mailsTo('mary')).toEqual([])
  expect(await visitors.mailsTo('anne')).toHaveLength(1)
}, 240_000)

test('a reader that is killed in the middle of a batch neither loses a basket nor doubles one', async () => {
  const names = ['ida', 'eva', 'uma']
  for (const name of names) await visitors.consents(name)
  const reader = await visitors.messaging.functionName('clickstream-baskets')
  const killed = until(() => visitors.messaging.busy(reader)[0]).then(pid => process.kill(pid, 'SIGKILL'))
  for (const name of names) await visitors.fillsBasket(name, 'stove-4')
  await visitors.timePasses({ seconds: 20 })
  expect(await killed).toBe(true)
  await visitors.timePasses({ minutes: 65 })
  for (const name of names) expect(await visitors.mailsTo(name)).toHaveLength(1)
}, 240_000)

test('a wait of 24 hours: one mail the next day, and few receives', async () => {
  for (const service of ['clickstream-baskets', 'clickstream-remind']) {
    await visitors.setVariables(service, { REMINDER_SECONDS: '86400', REMINDER_MESSAGE_SECONDS: '176400' })
  }
  await visitors.consents('rosa')
  await visitors.fillsBasket('rosa', 'sled-9')
  // The message comes after 15 minutes, and is hidden for 11 hours twice.
  await visitors.timePasses({ minutes: 20 })
  await visitors.quietlyPass({ hours: 10, minutes: 30 }, 'clickstream-remind')
  await visitors.timePasses({ minutes: 40 })
  await visitors.quietlyPass({ hours: 10, minutes: 30 }, 'clickstream-remind')
  await visitors.timePasses({ minutes: 30 })
  await visitors.quietlyPass({ hours: 1 }, 'clickstream-remind')
  await visitors.timePasses({ minutes: 25 })
  expect(await visitors.mailsTo('rosa')).toEqual([])
  await visitors.timePasses({ minutes: 10 })
  expect(await visitors.mailsTo('rosa')).toHaveLength(1)
  const last = (await visitors.remindersOf('rosa')).at(-1)
  expect(last).toMatchObject({ outcome: 'done', emailId: expect.any(String) })
  expect(last?.receiveCount).toBeLessThanOrEqual(6)
}, 240_000)
