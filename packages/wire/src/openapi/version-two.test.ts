import { describe, expect, test } from 'vitest';
import { Reader } from '../protobuf/reader.ts';
import { answerOpenApi } from './answer.ts';

const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

interface Parsed {
  readonly swagger: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const json = JSON.parse(String(answerOpenApi('/openapi/v2', 'application/json, */*')?.body)) as Parsed; // its documented shape

/** The members of a message, of which all have a length before them or are numbers, by number. */
const membersOf = (reader: Reader): ReadonlyMap<number, readonly Reader[]> => {
  const members = new Map<number, Reader[]>();
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (wireType === 2) members.set(number, [...(members.get(number) ?? []), reader.delimited()]);
    else reader.skip(wireType);
  }
  return members;
};

const all = (reader: Reader | undefined, number: number): readonly Reader[] =>
  reader === undefined ? [] : (membersOf(reader).get(number) ?? []);

const entriesOf = (readers: readonly Reader[]): readonly (readonly [string, Reader])[] =>
  readers.map((reader) => {
    const members = membersOf(reader);
    return [members.get(1)?.[0]?.text() ?? '', members.get(2)?.[0] ?? new Reader(new Uint8Array(0), 0, 0)];
  });

/** Reads a schema of the message back. */
const schemaOf = (reader: Reader): Schema => {
  const members = membersOf(reader);
  const text = (number: number): string | undefined => members.get(number)?.[0]?.text();
  const one = (number: number): Reader | undefined => members.get(number)?.[0];
  const type = all(one(22), 1)[0]?.text();
  const items = all(one(23), 1)[0];
  const entries = all(one(21), 1)[0];
  const required = members.get(19)?.map((name) => name.text());
  const [$ref, format, description] = [text(1), text(2), text(4)];
  return {
    ...($ref === undefined ? {} : { $ref }),
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
    ...(required === undefined ? {} : { required }),
    ...(type === undefined ? {} : { type }),
    ...(items === undefined ? {} : { items: schemaOf(items) }),
    ...(entries === undefined ? {} : { additionalProperties: schemaOf(entries) }),
    ...(one(25) === undefined
      ? {}
      : { properties: Object.fromEntries(entriesOf(all(one(25), 1)).map(([name, of]) => [name, schemaOf(of)])) }),
    ...Object.fromEntries(
      entriesOf(members.get(31) ?? []).map(([name, of]) => [name, JSON.parse(all(of, 2)[0]?.text() ?? '') as unknown]),
    ),
  };
};

const bytes = answerOpenApi('/openapi/v2', accept)?.body as Uint8Array; // it was asked for in protobuf
const message = membersOf(new Reader(bytes, 0, bytes.length));

describe('WI-25: the document of version 2', () => {
  test('WI-25: is protobuf for whoever asks for that, by either name', () => {
    for (const one of [accept, `${accept},application/json`, accept.replace('@', '.')])
      expect(answerOpenApi('/openapi/v2', one)?.contentType).toBe(
        'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      );
    expect(answerOpenApi('/openapi/v2', '*/*')?.contentType).toBe('application/json');
  });

  test('WI-25: defines the same schemas in both forms', () => {
    expect(json.swagger).toBe('2.0');
    expect(message.get(1)?.[0]?.text()).toBe('2.0');
    const definitions = Object.fromEntries(
      entriesOf(all(message.get(9)?.[0], 1)).map(([name, reader]) => [name, schemaOf(reader)]),
    );
    expect(definitions).toEqual(json.definitions);
  });

  test('WI-25: refers to schemas that it defines, and names kinds and merge keys', () => {
    const text = JSON.stringify(json);
    expect(text).not.toContain('components/schemas');
    expect(text).not.toContain('allOf');
    const referred = [...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map((match) => match[1]);
    expect(Object.keys(json.definitions)).toEqual(expect.arrayContaining([...new Set(referred)]));
    expect(json.definitions['io.k8s.api.core.v1.PodSpec']?.properties?.['containers']).toMatchObject({
      items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(json.definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toEqual({
      type: 'string',
      format: 'int-or-string',
    });
    expect(json.definitions['io.k8s.api.autoscaling.v1.Scale']).toHaveProperty('x-kubernetes-group-version-kind');
  });

  test('WI-25: says of every patch of which kind it is, and that it can be run dry', () => {
    const paths = entriesOf(all(message.get(8)?.[0], 2));
    expect(paths.map(([path]) => path)).toEqual(Object.keys(json.paths));
    const deployment = paths.find(([path]) => path.endsWith('/deployments/{name}'))?.[1];
    const patch = membersOf(all(deployment, 8)[0] ?? new Reader(bytes, 0, 0));
    expect(patch.get(5)?.[0]?.text()).toBe('patchAppsV1NamespacedDeployment');
    const parameters = (patch.get(8) ?? []).map((one) => all(all(all(all(one, 1)[0], 2)[0], 3)[0], 4)[0]?.text());
    expect(parameters).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
    const extensions = entriesOf(patch.get(13) ?? []).map(([name, of]) => [name, all(of, 2)[0]?.text()]);
    expect(extensions).toContainEqual([
      'x-kubernetes-group-version-kind',
      '{"group":"apps","kind":"Deployment","version":"v1"}',
    ]);
  });
});
