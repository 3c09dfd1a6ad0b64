import type { Json, JsonObject } from '@orrery/core/engine';
import { listAt, textAt, textListAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { metadata } from './values.ts';

/** A rule about one resource of one group, or about URLs. */
interface Grant {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: string[];
}

const quoted = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`;

/** The order of kubectl: by what a rule is about, written out. */
const sortText = ({ group, resource, names, urls, verbs }: Grant): string =>
  urls.length > 0
    ? `{NonResourceURLs:${quoted(urls)}, Verbs:${quoted(verbs)}}`
    : `{APIGroups:${quoted([group])}, Resources:${quoted([resource])}, ` +
      `${names.length === 0 ? '' : `ResourceNames:${quoted(names)}, `}Verbs:${quoted(verbs)}}`;

/** Rules taken apart into one for each resource, and those about the same put together. */
const grants = (rules: readonly Json[]): readonly Grant[] => {
  const found = new Map<string, Grant>();
  const grant = (one: Omit<Grant, 'verbs'>, verbs: readonly string[]): void => {
    const key = JSON.stringify([one.group, one.resource, one.names, one.urls]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...one, verbs: [...verbs] });
    else known.verbs.push(...verbs);
  };
  for (const rule of rules) {
    const verbs = textListAt(rule, 'verbs');
    for (const url of textListAt(rule, 'nonResourceURLs'))
      grant({ group: '', resource: '', names: [], urls: [url] }, verbs);
    for (const group of textListAt(rule, 'apiGroups'))
      for (const resource of textListAt(rule, 'resources'))
        grant({ group, resource, names: textListAt(rule, 'resourceNames'), urls: [] }, verbs);
  }
  return [...found.values()].sort((one, other) => (sortText(one) < sortText(other) ? -1 : 1));
};

/** `deployments.apps/scale`. */
const resourceText = ({ group, resource }: Grant): string => {
  const [name = '', sub] = resource.split('/');
  return `${name}${group === '' ? '' : `.${group}`}${sub === undefined ? '' : `/${sub}`}`;
};

const bracketed = (texts: readonly string[]): string => `[${texts.join(' ')}]`;

const head = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  metadata(page, object);
};

const names = (object: JsonObject, member: string): readonly string[] =>
  listAt(object, member).map((one) => textAt(one, 'name') ?? '');

export const describeServiceAccount = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(object, 'metadata', 'namespace') ?? '');
  metadata(page, object);
  page.list('Image pull secrets', names(object, 'imagePullSecrets'));
  page.list('Mountable secrets', names(object, 'secrets'));
  page.list('Tokens', []);
};

/** A ClusterRole or a Role. */
export const describeRole = (page: Page, object: JsonObject): void => {
  head(page, object);
  page.line(0, 'PolicyRule:');
  page.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  page.line(1, '---------\t-----------------\t--------------\t-----');
  for (const one of grants(listAt(object, 'rules')))
    page.line(1, `${resourceText(one)}\t${bracketed(one.urls)}\t${bracketed(one.names)}\t${bracketed(one.verbs)}`);
};

/** A ClusterRoleBinding or a RoleBinding. */
export const describeBinding = (page: Page, object: JsonObject): void => {
  head(page, object);
  page.line(0, 'Role:');
  page.pair('Kind', textAt(object, 'roleRef', 'kind') ?? '', 1);
  page.pair('Name', textAt(object, 'roleRef', 'name') ?? '', 1);
  page.line(0, 'Subjects:');
  page.line(1, 'Kind\tName\tNamespace');
  page.line(1, '----\t----\t---------');
  for (const subject of listAt(object, 'subjects'))
    page.line(1, ['kind', 'name', 'namespace'].map((member) => textAt(subject, member) ?? '').join('\t'));
};
