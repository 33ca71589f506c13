import type { SettingKey } from '../../lib/settings/setting.ts'

/** A value of each setting that differs from its default. */
export const otherValues: Record<SettingKey, unknown> = {
  account: '111122223333',
  region: 'ap-southeast-1',
  sender: 'orders@shop.de',
  senderIdentity: 'domain',
  alarmAddress: 'you@shop.de',
  runbooks: 'https://git.shop.de/messaging/docs/runbooks',
  dashboards: true,
  reviewLimits: { EUR: 100, JPY: 9000 },
  purchasesArchiveDays: 90,
  purchaseRetentionDays: 3650,
  videoRetentionDays: 30,
  consumerConcurrency: 50,
  encoderConcurrency: 300,
  encoderMemory: 10_240,
  ffmpeg: 'arn:aws:lambda:eu-central-1:111122223333:layer:ffmpeg:3',
  clickstream: false,
  streamCapacity: 'on-demand',
  streamRetentionHours: 8760,
  streamFanOut: true,
  lakeRetentionDays: 30,
  lakeBufferSeconds: 0,
  basketReminderMinutes: 1440,
  experiments: true,
}
