// Jest's sequencer while earlier tests are searched: the files that hold chosen tests, in the order of those.
import { chooseFiles, chosenTests } from "@leakproof/core/worker";

interface TestFile {
  readonly path: string;
}

/** What Jest asks for the order of its test files. */
export default class ChosenOrder {
  sort(files: readonly TestFile[]): readonly TestFile[] {
    const chosen = chosenTests();
    if (chosen !== undefined) return chooseFiles(files, ({ path }) => path, chosen);
    return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  allFailedTests(files: readonly TestFile[]): readonly TestFile[] {
    return files;
  }

  cacheResults(): void {}
}
