import type { App } from 'aws-cdk-lib'
import { readConfig } from './config.ts'
import type { FunctionBundles } from './constructs/function-bundles.ts'
import type { LayerContents } from './ffmpeg-layer.ts'
import { MailStack } from './mail/mail-stack.ts'
import { OperationsStack } from './operations/operations-stack.ts'
import { PostsStack } from './posts/posts-stack.ts'
import { ShopStack } from './shop/shop-stack.ts'
import { SynchronousVideoStack } from './video/synchronous-video-stack.ts'
import { VideoStack } from './video/video-stack.ts'

/** What was built before the synthesis. */
export interface Artifacts {
  readonly functions: FunctionBundles
  readonly ffmpeg: LayerContents
}

/** Puts the stacks of one stage into the app. */
export function addStacks(app: App, { functions, ffmpeg }: Artifacts): void {
  const config = readConfig(app.node)
  const { alarmTopic } = new OperationsStack(app, config)
  const props = { config, functions, alarmTopic }
  const { emails } = new MailStack(app, props)
  new ShopStack(app, { ...props, emails })
  new VideoStack(app, { ...props, emails, ffmpeg })
  new PostsStack(app, { ...props, emails })
  if (config.experiments) new SynchronousVideoStack(app, { ...props, ffmpeg })
}
