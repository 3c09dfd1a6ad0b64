import type * as t from 'io-ts';
import { shown, unknownKey } from './closed.ts';
import type { Problem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a codec found wrong, each at its place in the source. */
export const problemsOf = (source: YamlSource, errors: t.Errors): readonly Problem[] =>
  errors.map((error) => problemOf(source, error));

const problemOf = (source: YamlSource, { context, message, value }: t.ValidationError): Problem => {
  // Intermediate codecs such as arrays and records put an entry of their own into the context: its key is empty.
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  const isList = context[context.length - 1]?.type.name.startsWith('ReadonlyArray') === true;
  const text = message ?? `expected a ${isList ? 'list' : 'map'}, got ${shown(value)}`;
  return source.problem(path, text, text.startsWith(unknownKey) ? 'key' : 'value');
};
