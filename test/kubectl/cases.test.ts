import { describe, expect, test } from 'vitest';
import { caseGroups, files } from '../../packages/kubectl/src/cases/index.ts';
import { serving } from '../../packages/server/src/served.fixture.ts';
import { Terminal, withoutKubectl } from './terminal.fixture.ts';

/** Lines that real kubectl answers otherwise here, and why ours stay as they are. */
const exceptions: Readonly<Record<string, string>> = {
  'kubectl describe ns kube-system': 'no quotas are served, of which kubectl then says nothing',
};

/** What is shown, without which stream it came on and in which order the two were seen. */
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^! /, '').trimEnd())
    .filter((line) => line !== '')
    .toSorted();

describe.skipIf(withoutKubectl)('SV-74: real kubectl shows what the case table of our verbs says', () => {
  const withUsual = caseGroups.filter(({ cases }) => cases.some(([, line]) => exceptions[line] === undefined));
  describe.each(withUsual)('$title', ({ cases }) => {
    const usual = cases.filter(([, line]) => exceptions[line] === undefined);
    test.concurrent.each(usual)('%j %s', async (given, line, shown, exitCode) => {
      const served = await serving({ cluster: {} }, { acting: false });
      const terminal = new Terminal(served);
      terminal.write(files);
      for (const before of given) await terminal.type(before);
      const { stdout, stderr, exitCode: ended } = await terminal.type(line);
      await terminal.close();
      await served.close();
      expect({ shown: linesOf(`${stdout}\n${stderr}`), ended }).toEqual({ shown: linesOf(shown), ended: exitCode });
    });
  });

  test('and the exceptions are lines of the table', () => {
    const lines = caseGroups.flatMap(({ cases }) => cases.map(([, line]) => line));
    expect(Object.keys(exceptions).filter((line) => !lines.includes(line))).toEqual([]);
  });
});
