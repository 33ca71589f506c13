import { SteppedClock } from '@messaging-on-aws/local-aws'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
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

test('view, basket, no purchase: one mail, an hour after the last item, and no other', async () => {
  await visitors.consents('ada')
  await visitors.fillsBasket('ada', 'skis-3')
  await visitors.timePasses({ minutes: 30 })
  await visitors.fillsBasket('ada', 'lamp-7')
  await visitors.timePasses({ minutes: 59 })
  expect(await visitors.mailsTo('ada')).toEqual([])
  await visitors.timePasses({ minutes: 3 })
  const mails = await visitors.mailsTo('ada')
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toMatch(/1 × lamp-7\n1 × skis-3/)
  await visitors.timePasses({ minutes: 70 })
  expect(await visitors.mailsTo('ada')).toHaveLength(1)
}, 120_000)
