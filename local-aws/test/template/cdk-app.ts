import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { App, Stack } from 'aws-cdk-lib'
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LocalAws } from '../../src/local-aws.ts'
import { scratchDirectory } from '../scratch.ts'

/** What `cdk init` writes into the context of a new app. */
export const FEATURE_FLAGS: Record<string, unknown> = JSON.parse(
  readFileSync(createRequire(__filename).resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
)

/**
 * Synthesizes an app of one stack, `Shop`, and runs it. Its assembly lies within the repository, where the CDK's own
 * functions find the SDK that Lambda's runtime brings.
 *
 * @param context what `cdk.json` has
 */
export function runApp(build: (stack: Stack) => void, context = FEATURE_FLAGS): Promise<LocalAws> {
  const outdir = scratchDirectory('cdk-app')
  const app = new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation: false })
  build(new Stack(app, 'Shop'))
  const { directory } = app.synth()
  return LocalAws.start({ assembly: directory })
}

/** A function of a few lines, with the defaults of the CDK. */
export function inlineFunction(
  stack: Stack,
  id: string,
  source: string,
  props: Partial<FunctionProps> = {},
): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(source),
    ...props,
  })
}
