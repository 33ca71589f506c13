import { knownBounce, knownKind, taggedId } from '../../../lambda/mail/ses-words.ts'

// SES guide, "Contents of event data that Amazon SES publishes to Amazon SNS": eventType.
test.each([
  'Bounce',
  'Click',
  'Complaint',
  'Delivery',
  'DeliveryDelay',
  'Open',
  'Reject',
  'Rendering Failure',
  'Send',
  'Subscription',
])('an event may be a %s', kind => {
  expect(knownKind(kind)).toBe(kind)
})

// SES guide, "Bounce types", and "UnsubscribedRecipient" of its subscription management.
test.each([
  'Undetermined',
  'Permanent',
  'General',
  'NoEmail',
  'Suppressed',
  'OnAccountSuppressionList',
  'UnsubscribedRecipient',
  'Transient',
  'MailboxFull',
  'MessageTooLarge',
  'ContentRejected',
  'AttachmentRejected',
  'CustomTimeoutExceeded',
])('a bounce may be %s', word => {
  expect(knownBounce(word)).toBe(word)
})

test.each(['', 'bounce', 'Lovelace', 'ada@mail.example'])('%j is another word', word => {
  expect(knownKind(word)).toBe('other')
  expect(knownBounce(word)).toBe('other')
})

const ID = '01920000-0000-7000-8000-00000000e001'
const OTHER = '01920000-0000-7000-8000-00000000e002'

test.each([
  [{ emailId: [ID] }, ID],
  [{ emailId: [ID, OTHER] }, ID],
  [{ emailId: [] }, undefined],
  [{ emailId: ID }, undefined],
  [{ correlationId: [ID] }, undefined],
  [{ emailId: ['ada@mail.example'] }, undefined],
  [null, undefined],
  [undefined, undefined],
])('the id of an e-mail in the tags %j', (tags, id) => {
  expect(taggedId({ messageId: 'm', tags }, 'emailId')).toBe(id)
})
