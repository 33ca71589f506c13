import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema'
import { readConfig } from '../../../lib/config.ts'
import { MailStack } from '../../../lib/mail/mail-stack.ts'
import { OperationsStack } from '../../../lib/operations/operations-stack.ts'
import { warnOfReservedAddresses } from '../../../lib/settings/reserved-addresses.ts'
import { app, emptyBundles } from '../fixture.ts'

const runbooks = 'https://git.shop.de/docs/runbooks'

function warnings(context: Record<string, string>): unknown[] {
  const scope = app({ runbooks, ...context })
  const config = readConfig(scope.node, '/nowhere')
  const operations = new OperationsStack(scope, config)
  const mail = new MailStack(scope, {
    config,
    functions: emptyBundles,
    operationsKey: operations.key,
    alarmTopics: operations.alarmTopics,
  })
  warnOfReservedAddresses({ operations, mail }, config)
  return [mail, operations]
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === ArtifactMetadataEntryType.WARN)
    .map(({ data }) => data)
}

test('the default sender is reported', () => {
  expect(warnings({})).toEqual([
    expect.stringContaining(
      'The sender is shop@example.com, in a domain that nobody can verify: SES refuses every mail. Each waits for days, then becomes a dead letter. Set "sender" to an address that SES has verified.',
    ),
  ])
})

test.each([
  'a@example.com',
  'a@mail.example.org',
  'a@example.net',
  'a@shop.example',
  'a@shop.TEST',
  'a@b.invalid',
  'a@b.localhost',
])('so is the alarm address %s', alarmAddress => {
  expect(warnings({ sender: 'orders@shop.de', alarmAddress })).toEqual([
    expect.stringContaining(`The alarm address is ${alarmAddress}, in a domain without mailboxes`),
  ])
})

test('alarms whose runbooks are at a placeholder are reported', () => {
  const given = { sender: 'orders@shop.de', runbooks: 'https://example.com/docs/runbooks' }
  expect(warnings(given)).toEqual([
    expect.stringContaining(
      'Alarms link their runbooks at https://example.com/docs/runbooks, which leads nowhere, because package.json names no repository. Set "runbooks" to where you read docs/runbooks, or "repository" in package.json.',
    ),
  ])
})

test.each([
  'you@shop.de',
  'example.com@shop.de',
  'you@shop.mytest',
  'you@shop.tests',
  'you@myexample.com',
  'you@example.com.de',
  'you@test.de',
])('%s is not', address => {
  expect(warnings({ sender: address, alarmAddress: address })).toEqual([])
})
