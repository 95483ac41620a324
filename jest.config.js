/** Tests run as ES modules through swc; type checking is `npm run check`. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/start-mariadb.js',
  globalTeardown: '<rootDir>/test/support/stop-mariadb.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 180_000,
  maxWorkers: '100%',
  reporters: ['default', 'summary', '<rootDir>/test/support/closing-line.js'],
};
