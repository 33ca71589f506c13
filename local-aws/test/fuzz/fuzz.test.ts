import { campaign } from './campaign.ts'

const SEED = 1
const STEPS = 500
const MOST_HELD_BYTES = 300e6

/** @own no request fails by a defect of ours, goes unanswered, or blocks, whatever is in it */
test('good and malformed requests to every service are answered as the protocols say', async () => {
  const { findings, heldBytes } = await campaign({ seed: SEED, goesOn: ({ step }) => step < STEPS })
  expect(findings.map(({ step, what }) => `--seed ${SEED} --step ${step}: ${what}`)).toEqual([])
  expect(heldBytes).toBeLessThan(MOST_HELD_BYTES)
}, 300_000)
