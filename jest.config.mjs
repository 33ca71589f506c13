export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/synthesize-once.mjs',
  globalTeardown: '<rootDir>/test/remove-scratch.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$|/node_modules/uuid/.+\\.js$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Published as ES modules only: translated like our own sources.
  transformIgnorePatterns: ['/node_modules/(?!(uuid)/)'],
  reporters: ['default', '<rootDir>/test/closing-line-reporter.mjs'],
  maxWorkers: 2,
  testTimeout: 20_000,
}
