/* `npm run demo`: a few purchases through the synthesized stacks on this machine, from POST to receipt. */
import { localConnection } from './connection.ts'
import { LocalAwsProcess } from './local-aws-process.ts'
import { reportShop } from './shop/demo-report.ts'
import { runShop } from './shop/demo-run.ts'
import { endProgress, heading, progress } from './terminal.ts'

/** The stage that the app has without any context. */
const STAGE = 'dev'

progress('synthesizing the stacks and starting the local AWS…')
const local = await LocalAwsProcess.start()
try {
  const result = await runShop(localConnection(local.endpoint), STAGE, progress)
  endProgress()
  console.log(`The shop's stacks ran on ${local.endpoint}: the templates and bundles that cdk deploy ships.`)
  const complete = reportShop(result)

  heading('The same on an account')
  console.log(`  npx cdk bootstrap && npx cdk deploy --all -c sender=you@your.domain
  npm run trace -- <purchase id>`)
  process.exitCode = complete ? 0 : 1
} finally {
  endProgress()
  await local.stop()
}
