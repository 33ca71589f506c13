import { messageSize } from '../../../lambda/queue/message-size.ts'

// "The message size includes … the message attributes" (SQS, Message attributes): name, type and value of each.
test.each([
  ['a body alone', 'body', {}, 4],
  ['a body in UTF-8', 'ä€', {}, 5],
  ['an attribute', 'body', { colour: { DataType: 'String', StringValue: 'red' } }, 4 + 6 + 6 + 3],
  ['an attribute in UTF-8', '', { ä: { DataType: 'String', StringValue: '€' } }, 2 + 6 + 3],
  ['a binary attribute', '', { sum: { DataType: 'Binary', BinaryValue: Buffer.alloc(10) } }, 3 + 6 + 10],
  [
    'two attributes',
    '',
    { a: { DataType: 'Number', StringValue: '1' }, b: { DataType: 'Number', StringValue: '22' } },
    1 + 6 + 1 + 1 + 6 + 2,
  ],
])('%s counts in bytes', (_, body, attributes, bytes) => {
  expect(messageSize(body, attributes)).toBe(bytes)
})
