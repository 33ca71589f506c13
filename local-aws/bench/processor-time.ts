/* Preloaded into a server that is measured: answers each message with the processor time that it has used, in µs. */
import process from 'node:process'

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.channel?.unref()
