import type { App } from 'aws-cdk-lib'
import { isPipeline } from '../lambda/contracts/objective.ts'
import { ClickstreamStack } from './clickstream/clickstream-stack.ts'
import type { Config } from './config.ts'
import { PipelineAlarm } from './constructs/pipeline-alarm.ts'
import { PipelineDashboard } from './dashboards/pipeline-dashboard.ts'
import { DomainStack } from './domain-stack.ts'
import { MailStack } from './mail/mail-stack.ts'
import { OperationsStack } from './operations/operations-stack.ts'
import type { LayerContents } from './packaging/ffmpeg-layer.ts'
import type { FunctionBundles } from './packaging/function-bundles.ts'
import { PostsStack } from './posts/posts-stack.ts'
import { ShopStack } from './shop/shop-stack.ts'
import { SynchronousVideoStack } from './video/synchronous-video-stack.ts'
import { VideoStack } from './video/video-stack.ts'

/** The artifacts that are built before the synthesis. */
export interface Artifacts {
  readonly functions: FunctionBundles
  readonly ffmpeg: LayerContents
}

/** The stacks that contain an address from the settings. */
export interface AddressedStacks {
  readonly operations: OperationsStack
  readonly mail: MailStack
}

/** Adds the stacks of one stage to the app. */
export function addStacks(app: App, config: Config, { functions, ffmpeg }: Artifacts): AddressedStacks {
  const operations = new OperationsStack(app, config)
  const { key: operationsKey, alarmTopics } = operations
  const props = { config, functions, operationsKey, alarmTopics }
  const mail = new MailStack(app, props)
  const { emails } = mail
  const { purchases } = new ShopStack(app, { ...props, emails })
  new VideoStack(app, { ...props, emails, ffmpeg })
  new PostsStack(app, { ...props, emails })
  if (config.clickstream) new ClickstreamStack(app, { ...props, purchases, emails })
  if (config.experiments) new SynchronousVideoStack(app, { ...props, ffmpeg })
  // Last: they are about all that is there.
  for (const stack of app.node.children) if (stack instanceof DomainStack) watch(stack, config)
  return { operations, mail }
}

function watch(stack: DomainStack, config: Config): void {
  new PipelineAlarm(stack, 'Alarm')
  const { name } = stack
  if (config.dashboards && isPipeline(name)) {
    new PipelineDashboard(stack, 'Dashboard', { name: stack.alarmLinks.dashboard, pipeline: name })
  }
}
