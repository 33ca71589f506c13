const transform = {
  '\\.ts$|/node_modules/uuid/.+\\.js$': [
    '@swc/jest',
    {
      jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
}

/** @param displayName a package of the repository @param directory where it has its tests */
function project(displayName, directory) {
  return {
    displayName,
    testEnvironment: 'node',
    // In the repository the package of the local AWS is its sources.
    testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
    roots: [directory],
    testMatch: ['**/*.test.ts'],
    transform,
    // As in the bundles: the original's async hook on every promise would outlive its test file in the worker.
    moduleNameMapper: { '^cls-hooked/context$': '<rootDir>/lambda/runtime/xray-context.ts' },
    setupFiles: ['<rootDir>/test/property-seed.ts'],
    globalTeardown: '<rootDir>/test/close-temporary-root.mjs',
    cacheDirectory: '<rootDir>/.build/jest',
    // Published as ES modules only: translated like our own sources.
    transformIgnorePatterns: ['/node_modules/(?!(uuid)/)'],
  }
}

export default {
  projects: [
    {
      ...project('messaging', '<rootDir>/test'),
      globalSetup: '<rootDir>/test/synthesize-once.mjs',
    },
    {
      ...project('local-aws', '<rootDir>/local-aws/test'),
      globalSetup: '<rootDir>/test/temporary-root.mjs',
    },
  ],
  reporters: ['default', '<rootDir>/test/closing-line-reporter.mjs'],
  maxWorkers: 2,
  // Only what hangs meets it, also on a busy machine. Of the whole run: Jest ignores it in a project.
  testTimeout: 120_000,
}
