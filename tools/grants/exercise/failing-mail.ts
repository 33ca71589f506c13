import { setTimeout as sleep } from 'node:timers/promises'
import { IAMClient } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { DEMO_PURCHASES } from '../../demo/shop/scenario.ts'
import { Denial } from '../../gameday/denial.ts'
import type { Stage } from './stage.ts'

/** Long enough for a receipt to reach the mailer. */
const OUTAGE_MS = 6_000

/** Takes SES away from the mailer while it has a mail to send: the mailer forgets that it began. */
export async function failToSend(stage: Stage): Promise<void> {
  const { connection, pipelines, request } = stage
  const FunctionName = pipelines.functions.find(({ service }) => service === 'mail-mailer')?.name
  const lambda = new LambdaClient(connection)
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const iam = new IAMClient(connection)
  const denial = new Denial(iam, Role.slice(Role.lastIndexOf('/') + 1), 'ses')
  await denial.takeDown()
  const [purchase] = DEMO_PURCHASES
  const url = (await stage.outputs('Shop'))('ShopApiUrl')
  if (purchase) await placePurchase(request, url, { ...purchase.request, customerId: 'rosa' })
  await sleep(OUTAGE_MS)
  await denial.restore()
  lambda.destroy()
  iam.destroy()
}
