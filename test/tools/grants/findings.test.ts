import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { MissingStageError } from '../../../tools/clients/missing-stage.ts'
import { NoDecisionsError } from '../../../tools/grants/decisions.ts'
import { deleteStacks } from '../../../tools/grants/exercise/deletion.ts'
import { type Findings, findingsOf, isWell, readRun, readRunOf } from '../../../tools/grants/findings.ts'
import { type DeployedTemplate, stageTemplates } from '../../../tools/grants/stage-templates.ts'
import { StubStage } from './stub-stage.ts'

const ROLE = 'Messaging-dev-Orders/Worker/Role'
const QUEUE = 'Messaging-dev-Orders/Queue'

let stage: StubStage
let findings: Findings
beforeAll(async () => {
  stage = await StubStage.open()
  const sqs = new SQSClient(stage.worker)
  const urlOf = (name: string) => `${stage.target.place}/000000000000/${name}`
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('orders'), MessageBody: 'a book' }))
  for (const name of ['orders', 'returns']) {
    await expect(sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(name) }))).rejects.toThrow('not authorized')
  }
  sqs.destroy()
  findings = findingsOf(await readRun(stage.target), { explicit: false, complete: true })
})
afterAll(() => stage.close())

test('what was denied is reported by the constructs of the role and of the resource, with what to grant', () => {
  expect(findings.missing).toEqual([
    expect.objectContaining({
      role: ROLE,
      action: 'sqs:PurgeQueue',
      on: 'Messaging-dev-Returns/Queue',
      reason: 'no statement of worker allows it',
      remedy: `grant sqs:PurgeQueue on Messaging-dev-Returns/Queue to ${ROLE}`,
    }),
  ])
})

test('an explicit denial is a finding on demand', async () => {
  const { missing } = findingsOf(await readRun(stage.target), { explicit: true, complete: true })
  expect(missing.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^Deny in the policy of arn:aws:sqs:.+:orders, statement 1$/),
    'no statement of worker allows it',
  ])
})

test('what nothing used is reported by the construct that made it, down to the action and the resource', () => {
  expect(
    findings.unargued.filter(({ owner, actions }) => owner === ROLE && actions[0] !== 'sts:AssumeRole'),
  ).toEqual(
    [
      ['sqs:SendMessage', ['Messaging-dev-Returns/Queue'], 1],
      ['sqs:ReceiveMessage', [QUEUE, 'Messaging-dev-Returns/Queue'], 1],
      ['sqs:ListQueues', ['*'], 2],
    ].map(([action, resources, statement]) => ({
      owner: ROLE,
      policy: `${ROLE}/DefaultPolicy`,
      statement,
      principal: undefined,
      condition: undefined,
      actions: [action],
      resources,
    })),
  )
})

test('so is what a policy of a resource allows; what it denies is no grant', () => {
  expect(findings.unargued.filter(({ owner }) => owner === QUEUE)).toEqual([
    {
      owner: QUEUE,
      policy: `${QUEUE}/Policy`,
      statement: 2,
      principal: 'sns.amazonaws.com',
      condition: undefined,
      actions: ['sqs:SendMessage'],
      resources: [QUEUE],
    },
  ])
})

/** @own the report of `npm run grants` */
test('a condition is told with the names of what the template leaves open', () => {
  expect(findings.unargued.filter(({ owner }) => owner === 'Messaging-dev-Returns/Queue')).toEqual([
    expect.objectContaining({
      principal: 's3.amazonaws.com',
      condition: 'aws:SourceArn arn:aws:s3:::box, aws:SourceAccount <account>',
    }),
  ])
})

/** @own the errors of `npm run grants` */
test('where no local AWS runs, the error says how to start one', async () => {
  const nobody = {
    connection: { ...stage.target.connection, endpoint: 'http://127.0.0.1:9' },
    stage: 'dev',
    place: '',
  }
  await expect(readRun(nobody)).rejects.toThrow(NoDecisionsError)
  await expect(readRun(nobody)).rejects.toThrow(
    'Nothing answers at http://127.0.0.1:9: start one by npm start',
  )
})

/** @own the errors of `npm run grants` */
test('a stage that is not there is named', async () => {
  await expect(readRun({ ...stage.target, stage: 'nope' })).rejects.toThrow(MissingStageError)
})

/** @own the report of `npm run grants` */
test('a statement that allows what another one of the same owner allows is not needed, even if both allowed it', async () => {
  const run = await readRun(stage.target)
  const [sent] = run.grants.filter(({ owner, kind }) => owner === ROLE && kind === 'identity')
  const again = sent && { ...sent, policy: `${ROLE}/Again`, statement: 3 }
  const { unargued } = findingsOf(
    { ...run, grants: [...run.grants, ...(again ? [again] : [])] },
    { explicit: false, complete: true },
  )
  expect(unargued.filter(({ policy }) => policy === `${ROLE}/Again`)).toEqual([
    expect.objectContaining({
      actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
      resources: [QUEUE, 'Messaging-dev-Returns/Queue'],
    }),
  ])
})

test('of a run that was cut short, nothing counts as needless', async () => {
  const cut = findingsOf(await readRun(stage.target), { explicit: false, complete: false })
  expect(cut.unargued).toEqual([])
  expect(cut.missing).toHaveLength(1)
  expect(isWell(cut)).toBe(false)
})

/** @own the steps of `npm run grants` */
describe('a run that deletes stacks', () => {
  const made: Pick<DeployedTemplate, 'template' | 'physicalIds'> = {
    template: { Resources: { Archive: { Type: 'Custom::TopicArchive' } } },
    physicalIds: new Map(),
  }
  const deletion = (stack: string) =>
    deleteStacks({ connection: stage.target.connection, templates: [{ stack, ...made }] })

  test('tells why one cannot be deleted', async () => {
    await expect(deletion('Messaging-dev-Returns')).rejects.toThrow(
      /^The stack Messaging-dev-Returns is CREATE_COMPLETE: .*returns-arn/,
    )
  })

  test('is reported by the constructs that there were, and needs nothing for stacks without custom resources', async () => {
    const { connection, stage: name } = stage.target
    const templates = await stageTemplates(connection, name)
    await deleteStacks({ connection, templates })
    expect(await stageTemplates(connection, name)).toHaveLength(2)

    await deletion('Messaging-dev-Orders')
    expect(await stageTemplates(connection, name)).toHaveLength(1)
    const run = await readRunOf(connection, templates)
    expect(findingsOf(run, { explicit: false, complete: true })).toEqual(findings)
  })
})
