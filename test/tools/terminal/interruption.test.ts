import { interruptible } from '../../../tools/terminal/interruption.ts'

test('a signal aborts the work, which cleans up before its end is told', async () => {
  const listeners = process.listenerCount('SIGTERM')
  const steps: string[] = []
  const work = interruptible(async signal => {
    process.emit('SIGTERM', 'SIGTERM')
    // Ctrl-C under npm comes twice.
    process.emit('SIGINT', 'SIGINT')
    steps.push(`aborted: ${signal.aborted}`)
    await Promise.resolve()
    steps.push('cleaned up')
    throw new Error('what it was doing has failed')
  })
  await expect(work).rejects.toThrow('Interrupted by SIGTERM.')
  expect(steps).toEqual(['aborted: true', 'cleaned up'])
  expect(process.listenerCount('SIGTERM')).toBe(listeners)
})

test('without a signal, the work has its own result and its own failure', async () => {
  expect(await interruptible(async () => 7)).toBe(7)
  const failing = interruptible(async () => {
    throw new Error('of its own')
  })
  await expect(failing).rejects.toThrow('of its own')
})
