import { announce, runningLocalAws } from '../src/running.ts'

test('a local AWS is found while it is announced', () => {
  const endpoint = 'http://127.0.0.1:4711'
  const conceal = announce({ endpoint, region: 'eu-central-1' })
  const announced = { endpoint, region: 'eu-central-1', pid: process.pid }
  expect(runningLocalAws()).toContainEqual(announced)
  conceal()
  expect(runningLocalAws()).not.toContainEqual(announced)
})
