import { KEPT_CHARACTERS, KEPT_MAILS, MailStore, type ReceivedMail } from '../../../src/services/ses/inbox.ts'
import { Rig } from '../../rig.ts'

const TO = ['jo@example.org']
const { account } = Rig.stepped()

const mail = (id: number, text = ''): ReceivedMail => ({
  id: String(id),
  timestamp: '2026-01-01T00:00:00.000Z',
  from: 'shop@example.com',
  to: TO,
  cc: [],
  bcc: [],
  replyTo: [],
  subject: '',
  text,
  headers: {},
  tags: {},
})

/** @own the inbox */
test('the inbox forgets its oldest mails, so that it does not grow for ever', () => {
  const inbox = new MailStore(account)
  for (let id = 0; id <= KEPT_MAILS; id++) inbox.add(mail(id), TO)

  expect(inbox.mails().length).toBeLessThanOrEqual(KEPT_MAILS)
  expect(inbox.mails().length).toBeGreaterThan(KEPT_MAILS * 0.8)
  expect(inbox.mails().at(-1)?.id).toBe(String(KEPT_MAILS))
})

/** @own the inbox */
test('long mails count for more', () => {
  const inbox = new MailStore(account)
  const text = 'x'.repeat(KEPT_CHARACTERS / 8)
  for (let id = 0; id < 20; id++) inbox.add(mail(id, text), TO)

  expect(inbox.mails().length).toBeLessThanOrEqual(8)
  expect(inbox.mails().at(-1)?.id).toBe('19')
})
