import { afterEach, beforeEach, expect, test } from 'vitest';
import { listAt, textAt } from '@orrery/core/cluster';
import { serving, type Answered, type Served } from '../served.fixture.ts';

let served: Served;
beforeEach(async () => {
  served = await serving();
});
afterEach(() => served.close());

const maps = '/api/v1/namespaces/default/configmaps';

const apply = (query: string, colour: string): Promise<Answered> =>
  served.ask(
    'PATCH',
    `${maps}/m?${query}`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  colour: ${colour}\n`,
    { 'Content-Type': 'application/apply-patch+yaml', 'User-Agent': 'tool/1.0' },
  );

const managersIn = ({ json }: Answered): readonly string[] =>
  listAt(json, 'metadata', 'managedFields').map(
    (entry) => `${textAt(entry, 'manager') ?? ''} ${textAt(entry, 'operation') ?? ''}`,
  );

test('SV-6: a configuration in YAML makes the object, conflicts, and takes over by force', async () => {
  const made = await apply('fieldManager=one&force=false', 'blue');
  expect([made.code, managersIn(made)]).toEqual([201, ['one Apply']]);
  const refused = await apply('fieldManager=two', 'red');
  expect(refused).toMatchObject({
    code: 409,
    json: { details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.colour' }] } },
  });
  const forced = await apply('fieldManager=two&force=true', 'red');
  expect([forced.code, managersIn(forced)]).toEqual([200, ['two Apply']]);
  expect(forced.json['data']).toEqual({ colour: 'red' });
});

test('SV-6: an apply has no manager unless it is named; other writes are those of the client', async () => {
  expect((await apply('', 'blue')).json).toMatchObject({ code: 422, reason: 'Invalid' });
  const body = { metadata: { name: 'm' }, data: { colour: 'blue' } };
  const write = (method: string, path: string, agent: string) =>
    served.ask(method, path, body, { 'User-Agent': agent });
  expect(managersIn(await write('POST', maps, 'tool/v1.0 (linux)'))).toEqual(['tool Update']);
  body.data.colour = 'red';
  expect(managersIn(await write('PUT', `${maps}/m?fieldManager=me`, 'tool/v1.0'))).toEqual([
    'me Update',
    'tool Update',
  ]);
  expect((await write('PATCH', `${maps}/m?force=true`, 'tool/v1.0')).json).toMatchObject({ code: 422 });
});

test('SV-6: a name that a client gives itself is cut to 128 bytes', async () => {
  const made = await served.ask(
    'POST',
    maps,
    { metadata: { name: 'n' }, data: { a: 'b' } },
    { 'User-Agent': `${'x'.repeat(200)}/1` },
  );
  expect(managersIn(made)).toEqual([`${'x'.repeat(128)} Update`]);
});
