/* The functions that the app deploys, packaged one by one by the CDK's `NodejsFunction` as it comes. */
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
