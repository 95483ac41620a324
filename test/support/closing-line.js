/** Prints the run's closing line: `N passed, N failed`, and the skipped ones where there are any. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = results;
    const failed = numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = numPendingTests + numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    this.error =
      process.env['CI'] === 'true' && skipped > 0
        ? new Error(`${skipped} tests were skipped; with CI=true every test must run`)
        : undefined;
    process.stderr.write('');
    console.log(`\n${numPassedTests} passed, ${failed} failed${tail}`);
  }
  getLastError() {
    return this.error;
  }
}
