import { OLD_ACCOUNT, type StackTraits } from './account-traits.ts'
import { signedInToNothing } from './preflight.ts'
import { StubAssembly } from './stub-assembly.ts'
import { type Visit, visit } from './visit.ts'

signedInToNothing()

/** @param stacks by name; what they are called says what they are */
async function withStacks(stacks: Record<string, StackTraits>): Promise<Visit> {
  const names = [...Object.keys(stacks), 'NotThereYet']
  const assembly = await StubAssembly.of(Object.fromEntries(names.map(name => [name, { Resources: {} }])))
  try {
    return await visit(assembly, { ...OLD_ACCOUNT, stacks }, { args: [] })
  } finally {
    await assembly.remove()
  }
}

test('stacks that can be updated, and one that is new', async () => {
  const { lines, passes } = await withStacks({
    Created: { status: 'CREATE_COMPLETE' },
    RolledBack: { status: 'UPDATE_ROLLBACK_COMPLETE', protected: true },
    Reviewed: { status: 'REVIEW_IN_PROGRESS' },
  })
  expect(lines).toContain('✓ stacks: 1 to create, 3 to update')
  expect(passes).toBe(true)
})

test('stacks whose state is in the way: a line each', async () => {
  const { lines, passes } = await withStacks({
    Created: { status: 'CREATE_COMPLETE' },
    Busy: { status: 'UPDATE_IN_PROGRESS' },
    Stuck: { status: 'UPDATE_ROLLBACK_FAILED' },
    Undead: { status: 'ROLLBACK_FAILED' },
    Protected: { status: 'ROLLBACK_COMPLETE', protected: true },
    HalfDeleted: { status: 'DELETE_FAILED' },
    Imported: { status: 'IMPORT_ROLLBACK_FAILED' },
  })
  const line = (stack: string) => lines.find(each => each.startsWith(`✗ stack ${stack}: `))
  const deletion = (stack: string) =>
    `aws cloudformation delete-stack --stack-name ${stack} --region eu-central-1`

  expect(line('Created')).toBeUndefined()
  expect(line('Busy')).toMatch(
    /UPDATE_IN_PROGRESS; .+ → wait until the operation has ended: aws cloudformation describe-stacks/,
  )
  expect(line('Stuck')).toBe(
    '✗ stack Stuck: UPDATE_ROLLBACK_FAILED; needed: a state that allows an update → npx cdk rollback Stuck',
  )
  expect(line('Undead')).toContain(`ROLLBACK_FAILED; needed: a state that allows an update → see why`)
  expect(line('Undead')).toContain(deletion('Undead'))
  expect(line('Protected')).toMatch(
    /update-termination-protection --no-enable-termination-protection .+ && .+delete-stack/,
  )
  expect(line('HalfDeleted')).toContain(deletion('HalfDeleted'))
  // It holds what it had before the import.
  expect(line('Imported')).not.toContain('delete-stack')
  expect(lines.filter(each => each.startsWith('✗'))).toHaveLength(6)
  expect(passes).toBe(false)
})

test('a first deployment that failed: the CLI deletes the stack itself', async () => {
  const { lines, passes } = await withStacks({ First: { status: 'ROLLBACK_COMPLETE' } })
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^! stack First: ROLLBACK_COMPLETE: .+ cdk deploy deletes and recreates it.+ → see why it failed: aws/,
    ),
  )
  expect(passes).toBe(true)
})
