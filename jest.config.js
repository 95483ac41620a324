/** Tests run as ES modules through swc; type checking is `npm run check`. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/start-mariadb.js',
  globalTeardown: '<rootDir>/test/support/stop-mariadb.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
    // The extensions of the order page are Preact; nothing else of ours runs in a test as TSX.
    'shopify/extensions/.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2024',
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 180_000,
  maxWorkers: '100%',
  reporters: ['default', 'summary', '<rootDir>/test/support/closing-line.js'],
};
