import { type Loaded, load, record } from './loading.ts'

const failing = (...DependsOn: string[]) => ({ Type: 'Test::Failing', DependsOn })

const REASON = 'NoSuchThing: There is no a.b or c (Test::Failing).'

/** What a refused load said, deleted, and left of each stack. */
async function refused(templates: Record<string, object>) {
  let left: Pick<Loaded, 'stacks' | 'deleted'> | undefined
  const message = await load(templates, undefined, undefined, refusal => {
    left = refusal
  }).then(
    () => 'loaded',
    (error: Error) => error.message,
  )
  const statuses = Object.fromEntries(left?.stacks.history().map(({ name, status }) => [name, status]) ?? [])
  return { message, deleted: left?.deleted, statuses, stacks: left?.stacks }
}

/**
 * @documented CloudFormation User Guide, Stack status codes, ROLLBACK_COMPLETE: "Any resources that were created during
 *   the create stack operation are deleted"
 * @own the order: that of a deletion
 */
test('what was made of a stack is deleted in reverse order when its creation fails', async () => {
  const { message, deleted, statuses } = await refused({
    Shop: {
      Resources: { A: record('a'), B: record('b', {}, { DependsOn: 'A' }), C: failing('B') },
    },
  })
  expect(deleted).toEqual(['b', 'a'])
  expect(statuses).toEqual({ Shop: 'ROLLBACK_COMPLETE' })
  expect(message).toBe(`The local AWS cannot run this assembly:\n  Shop/C: ${REASON}`)
})

/** @own the stacks of an app: one that cannot be loaded takes back those that were to come after it */
test('stacks before it stay, and those after it go', async () => {
  const { deleted, statuses } = await refused({
    Base: { Resources: { Base: record('base') } },
    Shop: { Resources: { A: record('a'), B: failing() } },
    Mail: { Resources: { M: record('m') } },
  })
  expect(deleted).toEqual(['m', 'a'])
  expect(statuses).toEqual({
    Base: 'CREATE_COMPLETE',
    Shop: 'ROLLBACK_COMPLETE',
    Mail: 'ROLLBACK_COMPLETE',
  })
})

/**
 * @documented CloudFormation template reference, DeletionPolicy, RetainExceptOnCreate: "If the stack operation that
 *   created the resource is rolled back, CloudFormation deletes the resource"
 */
test.each([
  ['RetainExceptOnCreate', ['a']],
  ['Delete', ['a']],
  ['Retain', []],
])('a rollback treats the DeletionPolicy %s as AWS does', async (DeletionPolicy, expected) => {
  const { deleted } = await refused({
    Shop: { Resources: { A: record('a', {}, { DeletionPolicy }), B: failing('A') } },
  })
  expect(deleted).toEqual(expected)
})

/**
 * @documented CloudFormation User Guide, Stack status codes, ROLLBACK_FAILED: "Unsuccessful removal of one or more
 *   stacks after a failed stack creation"
 */
test('what cannot be deleted is told with the reason, beside the cause', async () => {
  const { message, deleted, statuses, stacks } = await refused({
    Shop: {
      Resources: {
        A: record('a'),
        Stuck: record('stuck', {}, { DependsOn: 'A' }),
        B: record('b'),
        C: failing('Stuck', 'B'),
      },
    },
  })
  expect(message.split('\n  ')).toEqual([
    'The local AWS cannot run this assembly:',
    `Shop/C: ${REASON}`,
    'Shop/Stuck: its creation was rolled back, but it could not be deleted: Resource handler returned message: "It is not empty. (Error Code: NotEmpty)".',
  ])
  expect({ deleted, statuses }).toEqual({ deleted: ['b'], statuses: { Shop: 'ROLLBACK_FAILED' } })
  expect(stacks?.find('Shop')?.statusReason).toBe('The following resource(s) failed to delete: [Stuck]. ')
})

/** @documented CloudFormation template reference, DeletionPolicy: Delete, Retain, RetainExceptOnCreate, Snapshot */
test.each([
  ['Keep', 'the DeletionPolicy must be one of Delete, Retain, RetainExceptOnCreate, not "Keep"'],
  ['Snapshot', 'the local AWS does not simulate the DeletionPolicy "Snapshot"'],
])('the DeletionPolicy %s is refused', async (DeletionPolicy, reason) => {
  const { message } = await refused({ Shop: { Resources: { A: record('a', {}, { DeletionPolicy }) } } })
  expect(message).toContain(reason)
})
