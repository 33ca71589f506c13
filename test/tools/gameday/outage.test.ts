import { duringOutage, restoreAll, StillDownError } from '../../../tools/gameday/outage.ts'
import type { OutageTarget } from '../../../tools/gameday/outage-target.ts'

/** A target that fails as often as it is told to. */
class Target implements OutageTarget {
  readonly name: string
  readonly remedy: string
  isDown = false
  #failures: { takeDown: number; restore: number }

  constructor(name: string, failures: { takeDown?: number; restore?: number } = {}) {
    this.name = name
    this.remedy = `restore ${name}`
    this.#failures = { takeDown: 0, restore: 0, ...failures }
  }

  async takeDown(): Promise<void> {
    // It has happened, whatever the answer is: as where a connection breaks.
    this.isDown = true
    if (this.#failures.takeDown-- > 0) throw new Error('Throttling')
  }

  async restore(): Promise<void> {
    if (this.#failures.restore-- > 0) throw new Error('ServiceUnavailable')
    this.isDown = false
  }
}

const soon = { backoffMs: [0, 0] }
const down = (targets: readonly Target[]) => targets.map(({ isDown }) => isDown)

test('all is down during the work, and back after it', async () => {
  const targets = [new Target('a'), new Target('b')]
  expect(await duringOutage(targets, async () => down(targets), soon)).toEqual([true, true])
  expect(down(targets)).toEqual([false, false])
})

test('all is back when the work throws', async () => {
  const targets = [new Target('a'), new Target('b')]
  const failing = async () => {
    throw new Error('interrupted')
  }
  await expect(duringOutage(targets, failing, soon)).rejects.toThrow('interrupted')
  expect(down(targets)).toEqual([false, false])
})

test('where only some can be taken down, there is no work, and all of them are back', async () => {
  const targets = [new Target('a'), new Target('b', { takeDown: 1 }), new Target('c')]
  const work = jest.fn()
  await expect(duringOutage(targets, work, soon)).rejects.toThrow('b could not be taken down: Throttling')
  expect(work).not.toHaveBeenCalled()
  expect(down(targets)).toEqual([false, false, false])
})

test('restoring is tried again', async () => {
  const targets = [new Target('a', { restore: 2 })]
  await duringOutage(targets, async () => {}, soon)
  expect(down(targets)).toEqual([false])
})

test('what cannot be restored is named with the command that does it, and the rest is back', async () => {
  const targets = [new Target('a', { restore: 3 }), new Target('b')]
  const failing = async () => {
    throw new Error('interrupted')
  }
  const outage = duringOutage(targets, failing, soon)
  await expect(outage).rejects.toThrow(StillDownError)
  await expect(outage).rejects.toMatchObject({
    message: 'Not everything could be restored. Run:\n\na is STILL DOWN (ServiceUnavailable):\n  restore a',
    cause: expect.objectContaining({ message: 'interrupted' }),
  })
  expect(down(targets)).toEqual([true, false])
})

test('restoring alone tells what it could not', async () => {
  await expect(restoreAll([new Target('a', { restore: 9 })], soon)).rejects.toThrow('restore a')
})
