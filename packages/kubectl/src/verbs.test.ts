import { describe, expect, test } from 'vitest';
import { caseGroups, files } from './cases/index.ts';
import { createPods, createWeb } from './cases/files.ts';
import { Session } from './session.fixture.ts';

describe.each(caseGroups)('$title', ({ cases }) => {
  test.each(cases)('%j %s', (given, line, shown, exitCode) => {
    const session = new Session(files);
    for (const before of given) expect(session.type(before), before).toMatchObject({ exitCode: 0 });
    expect(session.type(line)).toEqual({ shown, exitCode });
  });
});

describe('KC-223: a refused manifest leaves no trace in the log', () => {
  const refused = caseGroups.filter(({ title }) => title.startsWith('KC-223')).flatMap(({ cases }) => cases);
  test.each(refused)('%j %s', (given, line) => {
    const session = new Session(files);
    for (const before of given) session.type(before);
    const { length } = session.cluster.core.log;
    session.type(line);
    expect(session.cluster.core.log.length).toBe(length);
  });
});

test('KC-15: describe aligns blocks and shows what belongs to the object', () => {
  const session = new Session(files);
  session.type(createPods);
  session.type(createWeb);
  const { shown, exitCode } = session.type('kubectl describe pod a');
  expect(exitCode).toBe(0);
  expect(shown.split('\n').slice(0, 12)).toEqual([
    'Name:             a',
    'Namespace:        default',
    'Priority:         0',
    'Service Account:  default',
    'Node:             <none>',
    'Labels:           app=nginx',
    'Annotations:      <none>',
    'Status:           Pending',
    'IP:               ',
    'IPs:              <none>',
    'Containers:',
    '  c:',
  ]);
  expect(shown).toContain('node.kubernetes.io/not-ready:NoExecute op=Exists for 300s\n');
  expect(shown.split('\n').at(-1)).toBe('Events:           <none>');
  const set = session.type('kubectl describe sts web').shown;
  expect(set).toContain('Replicas:           2 desired | 0 total\n');
  expect(set).toContain('Pods Status:        0 Running / 0 Waiting / 0 Succeeded / 0 Failed\n');
  expect(session.type('kubectl describe pods').shown.split('\n\n\n')).toHaveLength(2);
  expect(session.type('kubectl describe node nope')).toEqual({
    shown: '! Error from server (NotFound): nodes "nope" not found',
    exitCode: 1,
  });
});
