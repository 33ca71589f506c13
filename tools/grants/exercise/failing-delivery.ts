import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IAMClient } from '@aws-sdk/client-iam'
import { Clickstream } from '../../clients/clickstream/clickstream.ts'
import { Denial } from '../../gameday/denial.ts'
import type { Stage } from './stage.ts'

/** Longer than the lake's buffer of a second. */
const OUTAGE_MS = 5_000

/** Takes S3 away from Firehose while it has clicks to deliver: it logs why it cannot, and delivers them afterwards. */
export async function failToDeliver(stage: Stage): Promise<void> {
  const { connection, templates, request } = stage
  const iam = new IAMClient(connection)
  const denials = templates.flatMap(({ template, physicalIds }) =>
    Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::KinesisFirehose::DeliveryStream')
      .flatMap(({ Properties }) => {
        const [role] = Properties.ExtendedS3DestinationConfiguration.RoleARN['Fn::GetAtt']
        return new Denial(iam, physicalIds.get(role) ?? '', 's3')
      }),
  )
  for (const denial of denials) await denial.takeDown()
  const event = { id: randomUUID(), type: 'product-viewed', sku: 'tent-1' } as const
  const api = (await stage.outputs('Clickstream'))('ClickstreamApiUrl')
  await new Clickstream(request, api).send([
    { ...event, sessionId: 'grants', time: new Date().toISOString() },
  ])
  await sleep(OUTAGE_MS)
  for (const denial of denials) await denial.restore()
  iam.destroy()
}
