import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
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

/** @own the inbox */
test('an inbox is written only as fast as its client reads', async () => {
  const inbox = new MailStore(account)
  const text = 'x'.repeat(KEPT_CHARACTERS / 1024)
  for (let id = 0; id < 512; id++) inbox.add(mail(id, text), TO)
  let response: ServerResponse | undefined
  const server = createServer((request, answered) => {
    response = answered
    void inbox.serve(request, answered)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  client.write('GET /_aws/ses HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  while (!response?.writableNeedDrain) await new Promise(setImmediate)

  expect(response.writableLength).toBeLessThan(2 * 1024 * 1024)

  let read = 0
  client.on('data', part => {
    read += part.length
  })
  await once(client.resume(), 'end')
  expect(read).toBeGreaterThan(512 * text.length)
  server.close()
})
