/* The functions that the app deploys, each packaged by the CDK's `NodejsFunction` with its defaults. */
import { App, Stack } from 'aws-cdk-lib'
import { Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'

const app = new App()
const stack = new Stack(app, 'DefaultPackaging')
for (const entry of process.argv.slice(2)) {
  new NodejsFunction(stack, entry.replaceAll('/', '-').replace('.ts', ''), {
    entry,
    runtime: Runtime.NODEJS_24_X,
  })
}
app.synth()
