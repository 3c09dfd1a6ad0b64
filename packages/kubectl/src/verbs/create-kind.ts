import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { textAt, type KindName } from '@orrery/core/cluster';
import { fail, print, type Part } from '../call.ts';
import { createObject } from '../client.ts';
import { dryRunSuffix, isDryRun } from '../dry-run.ts';
import type { Flags } from '../flags.ts';
import { signedBy } from '../field-manager.ts';
import type { Invocation } from '../invocation.ts';
import { objectName } from '../resource.ts';

/** An object that is made from options instead of a file, or what is wrong with them. */
type Made = E.Either<string, { readonly kind: KindName; readonly object: JsonObject }>;

/** The name of a container, after its image: the last part of the path without tag and digest. */
const containerName = (image: string): string => {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return (last.split('@')[0] ?? '').split(':')[0] ?? '';
};

const wholeNumber = (flags: Flags, name: string, unless: number): E.Either<string, number> => {
  const text = flags.text(name);
  if (text === undefined) return E.right(unless);
  return /^-?\d+$/.test(text)
    ? E.right(Number(text))
    : E.left(
        `error: invalid argument "${text}" for "--${name}" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
      );
};

const deployment = (name: string, flags: Flags): Made => {
  const images = flags.all('image');
  if (images.length === 0) return E.left('error: required flag(s) "image" not set');
  const replicas = wholeNumber(flags, 'replicas', 1);
  if (E.isLeft(replicas)) return replicas;
  const port = wholeNumber(flags, 'port', -1);
  if (E.isLeft(port)) return port;
  const labels = { app: name };
  const containers = images.map((image, i) => ({
    name: containerName(image),
    image,
    ...(i === 0 && port.right >= 0 ? { ports: [{ containerPort: port.right }] } : {}),
  }));
  const spec = { replicas: replicas.right, selector: { matchLabels: labels } };
  const template = { metadata: { labels }, spec: { containers } };
  return E.right({ kind: 'Deployment', object: { metadata: { name, labels }, spec: { ...spec, template } } });
};

const named =
  (kind: KindName) =>
  (name: string): Made =>
    E.right({ kind, object: { metadata: { name } } });

const configMap = (name: string, flags: Flags): Made => {
  const data: Record<string, string> = {};
  for (const literal of flags.all('from-literal')) {
    const [key = '', ...rest] = literal.split('=');
    if (key === '' || rest.length === 0) return E.left(`error: invalid literal source ${literal}, expected key=value`);
    data[key] = rest.join('=');
  }
  return E.right({ kind: 'ConfigMap', object: { metadata: { name }, data } });
};

const makers: Readonly<Record<string, (name: string, flags: Flags) => Made>> = {
  deployment,
  deploy: deployment,
  configmap: configMap,
  cm: configMap,
  namespace: named('Namespace'),
  ns: named('Namespace'),
  serviceaccount: named('ServiceAccount'),
  sa: named('ServiceAccount'),
};

/** `create deployment web --image nginx` and its like. */
export function* createKind({ words, flags, namespace }: Invocation): Part<number> {
  const [what = '', name, ...others] = words;
  const maker = makers[what];
  if (maker === undefined)
    return yield* fail(`error: unknown command "${words.join(' ')}"\nSee 'kubectl create -h' for help and examples`);
  if (name === undefined || others.length > 0)
    return yield* fail(`error: exactly one NAME is required, got ${words.length - 1}`);
  const made = maker(name, flags);
  if (E.isLeft(made)) return yield* fail(made.left);
  const { kind, object } = made.right;
  const answer = yield* createObject(kind, kind === 'Namespace' ? '' : namespace, object, {
    fieldManager: signedBy(flags, 'kubectl-create'),
    dryRun: isDryRun(flags),
  });
  if (E.isLeft(answer))
    return yield* fail(answer.left.text(`failed to create ${what}`).replace(/^(Error[^:]*): /, 'error: '));
  const full = objectName(kind, textAt(answer.right, 'metadata', 'name') ?? name);
  yield* print(flags.text('output') === 'name' ? full : `${full} created${dryRunSuffix(flags)}`);
  return 0;
}
