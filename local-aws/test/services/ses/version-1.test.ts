import { signedFetch } from '../../signed-request.ts'
import { SesRig } from './ses-rig.ts'

const rig = new SesRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** @own what is refused as not simulated */
test('version 1 of the API is refused in its own protocol, by name', async () => {
  const answer = await signedFetch(rig.rig.target, 'ses', '/', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=ListIdentities&Version=2010-12-01',
  })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('text/xml')
  const text = await answer.text()
  expect(text).toContain('<Code>InvalidAction</Code>')
  expect(text).toContain('does not simulate version 1 of the SES API')
})
