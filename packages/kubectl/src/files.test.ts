import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { filesOf } from './files.ts';
import { Session } from './session.fixture.ts';

const account = (name: string): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;

const texts = {
  'all/b.yaml': account('b'),
  'all/a.json': '{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a"}}',
  'all/read.me': 'not a manifest',
  'all/more/c.yml': account('c'),
  'label.yaml': 'metadata: {labels: {colour: blue}}',
};

test('KC-222: a folder stands for the manifests in it, by name, and with -R for those below it too', () => {
  const session = new Session(texts);
  expect(session.type('kubectl create -f all/')).toEqual({
    shown: 'serviceaccount/a created\nserviceaccount/b created',
    exitCode: 0,
  });
  expect(session.type('kubectl delete -R -f all')).toEqual({
    shown: [
      'serviceaccount "a" deleted from default namespace',
      'serviceaccount "b" deleted from default namespace',
      '! Error from server (NotFound): error when deleting "all/more/c.yml": serviceaccounts "c" not found',
    ].join('\n'),
    exitCode: 1,
  });
});

test('KC-222: a patch may be in a file', () => {
  const session = new Session(texts);
  session.type('kubectl create -f all/b.yaml');
  expect(session.type('kubectl patch sa b --patch-file label.yaml')).toEqual({
    shown: 'serviceaccount/b patched',
    exitCode: 0,
  });
  expect(session.type("kubectl get sa b -o jsonpath='{.metadata.labels.colour}'").shown).toBe('blue');
});

test('KC-222: what is not there is not there', () => {
  const files = filesOf(texts);
  expect(files.inside('none', true)).toBeUndefined();
  expect(E.isLeft(files.text('all'))).toBe(true);
});
