// The usual report, then as the last line of stdout `N passed, N failed` and, when there are any, `, N skipped`.
import { writeSync } from 'node:fs';
import { DefaultReporter } from 'vitest/node';

const countSuites = (children) => {
  let broken = 0;
  for (const suite of children.allSuites()) if (suite.errors().length > 0) broken++;
  return broken;
};

export default class TestReporter extends DefaultReporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onInit(vitest) {
    super.onInit(vitest);
    // At the exit, so that nothing comes after it, and so that it also comes when there was nothing to run.
    process.once('exit', () => this.#conclude());
  }

  onTestRunEnd(modules, unhandledErrors, reason) {
    super.onTestRunEnd(modules, unhandledErrors, reason);
    this.#passed = this.#skipped = 0;
    this.#failed = unhandledErrors.length;
    for (const module of modules) {
      // A file that cannot be loaded, and a hook that throws, hide tests: each counts as one that failed.
      if (module.errors().length > 0) this.#failed++;
      this.#failed += countSuites(module.children);
      for (const test of module.children.allTests()) this.#count(test.result().state);
    }
  }

  #count(state) {
    if (state === 'passed') this.#passed++;
    else if (state === 'skipped') this.#skipped++;
    // A pending one was cut short.
    else this.#failed++;
  }

  #conclude() {
    if (process.env.ORRERY_BUILD === 'failed') this.#failed++;
    if (this.#failed > 0 || this.#passed === 0) process.exitCode = 1;
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : '';
    try {
      writeSync(1, `${this.#passed} passed, ${this.#failed} failed${skipped}\n`);
    } catch {
      // Nobody reads stdout any more; the exit code says it as well.
    }
  }
}
