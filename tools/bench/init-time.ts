/* Runs as a process of its own: `init-time <module>` prints how many milliseconds importing it takes. */
const start = performance.now()
await import(process.argv[2] as string)
console.log(performance.now() - start)
process.exit()
