import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { at, flagAt, listAt, numberAt, objectAt, textAt, textListAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { longTime, pairs } from './values.ts';

const numberText = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : String(value as string | number);

const ports = (container: JsonObject, field: 'containerPort' | 'hostPort'): string => {
  const texts = listAt(container, 'ports').map((port) => {
    const name = textAt(port, 'name');
    const shown = `${numberAt(port, field) ?? 0}/${textAt(port, 'protocol') ?? 'TCP'}`;
    return name === undefined ? shown : `${shown} (${name})`;
  });
  return texts.length === 0 ? '<none>' : texts.join(', ');
};

const stateLines = (page: Page, title: string, state: JsonObject, level: number): void => {
  const { running, waiting, terminated } = state;
  if (isJsonObject(running)) {
    page.pair(title, 'Running', level);
    page.pair('  Started', longTime(textAt(running, 'startedAt') ?? ''), level);
  } else if (isJsonObject(terminated)) {
    page.pair(title, 'Terminated', level);
    page.maybe('  Reason', textAt(terminated, 'reason'), level);
    page.maybe('  Message', textAt(terminated, 'message'), level);
    page.pair('  Exit Code', String(numberAt(terminated, 'exitCode') ?? 0), level);
    const signal = numberAt(terminated, 'signal') ?? 0;
    if (signal > 0) page.pair('  Signal', String(signal), level);
    page.pair('  Started', longTime(textAt(terminated, 'startedAt') ?? ''), level);
    page.pair('  Finished', longTime(textAt(terminated, 'finishedAt') ?? ''), level);
  } else {
    page.pair(title, 'Waiting', level);
    page.maybe('  Reason', textAt(waiting, 'reason'), level);
    page.maybe('  Message', textAt(waiting, 'message'), level);
  }
};

const statusLines = (page: Page, status: JsonObject, level: number): void => {
  stateLines(page, 'State', objectAt(status, 'state') ?? {}, level);
  const last = objectAt(status, 'lastState') ?? {};
  if (isJsonObject(last['terminated'])) stateLines(page, 'Last State', last, level);
  page.pair('Ready', flagAt(status, 'ready') ? 'True' : 'False', level);
  page.pair('Restart Count', String(numberAt(status, 'restartCount') ?? 0), level);
};

const probeText = (probe: JsonObject): string => {
  const seconds = (field: string, unless: number): number => numberAt(probe, field) ?? unless;
  const rest =
    `delay=${seconds('initialDelaySeconds', 0)}s timeout=${seconds('timeoutSeconds', 1)}s period=${seconds('periodSeconds', 10)}s ` +
    `#success=${seconds('successThreshold', 1)} #failure=${seconds('failureThreshold', 3)}`;
  const { exec, httpGet, tcpSocket } = probe;
  if (isJsonObject(exec)) return `exec [${textListAt(exec, 'command').join(' ')}] ${rest}`;
  if (isJsonObject(httpGet)) {
    const scheme = (textAt(httpGet, 'scheme') ?? 'HTTP').toLowerCase();
    return `http-get ${scheme}://${textAt(httpGet, 'host') ?? ''}:${numberText(httpGet['port'])}${textAt(httpGet, 'path') ?? '/'} ${rest}`;
  }
  if (isJsonObject(tcpSocket))
    return `tcp-socket ${textAt(tcpSocket, 'host') ?? ''}:${numberText(tcpSocket['port'])} ${rest}`;
  return `unknown ${rest}`;
};

const resourceLines = (page: Page, container: JsonObject, level: number): void => {
  for (const [title, field] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const amounts = Object.entries(textsAt(container, 'resources', field)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (amounts.length === 0) continue;
    page.line(level, `${title}:`);
    for (const [name, amount] of amounts) page.pair(`  ${name}`, amount, level);
  }
};

const environmentLines = (page: Page, container: JsonObject, level: number): void => {
  const variables = listAt(container, 'env');
  page.pair('Environment', variables.length === 0 ? '<none>' : '', level);
  for (const variable of variables) {
    const field = textAt(variable, 'valueFrom', 'fieldRef', 'fieldPath');
    const value = field === undefined ? (textAt(variable, 'value') ?? '') : ` (v1:${field})`;
    page.pair(`  ${textAt(variable, 'name') ?? ''}`, value, level);
  }
};

const mountLines = (page: Page, container: JsonObject, level: number): void => {
  const mounts = listAt(container, 'volumeMounts').map((mount) => {
    const path = textAt(mount, 'mountPath') ?? '';
    const part = textAt(mount, 'subPath');
    const how = [flagAt(mount, 'readOnly') ? 'ro' : 'rw', ...(part === undefined ? [] : [`path="${part}"`])];
    return `  ${path} from ${textAt(mount, 'name') ?? ''} (${how.join(',')})`;
  });
  page.pair('Mounts', mounts.length === 0 ? '<none>' : '', level);
  for (const mount of mounts.sort()) page.line(level, mount);
};

/** Containers of a pod (with their statuses) or of a template (without). */
export const containers = (
  page: Page,
  title: string,
  list: readonly Json[],
  statuses: readonly Json[],
  level: number,
): void => {
  if (list.length === 0) return;
  page.line(level, `${title}:`);
  for (const container of list.filter(isJsonObject)) {
    const name = textAt(container, 'name') ?? '';
    const status = statuses.find((one) => textAt(one, 'name') === name);
    const inner = level + 2;
    page.line(level + 1, `${name}:`);
    if (isJsonObject(status)) page.pair('Container ID', textAt(status, 'containerID') ?? '', inner);
    page.pair('Image', textAt(container, 'image') ?? '', inner);
    if (isJsonObject(status)) page.pair('Image ID', textAt(status, 'imageID') ?? '', inner);
    const several = listAt(container, 'ports').length > 1 ? 'Ports' : 'Port';
    page.pair(several, ports(container, 'containerPort'), inner);
    page.pair(`Host ${several}`, ports(container, 'hostPort'), inner);
    for (const [field, heading] of [
      ['command', 'Command'],
      ['args', 'Args'],
    ] as const) {
      const words = textListAt(container, field);
      if (words.length > 0) page.line(inner, `${heading}:`);
      for (const word of words) page.line(inner + 1, word);
    }
    if (isJsonObject(status)) statusLines(page, status, inner);
    resourceLines(page, container, inner);
    for (const [field, heading] of [
      ['livenessProbe', 'Liveness'],
      ['readinessProbe', 'Readiness'],
      ['startupProbe', 'Startup'],
    ] as const) {
      const probe = container[field];
      if (isJsonObject(probe)) page.pair(heading, probeText(probe), inner);
    }
    environmentLines(page, container, inner);
    mountLines(page, container, inner);
  }
};

const hostPathLines = (page: Page, volume: JsonObject, level: number): void => {
  page.pair('Type', 'HostPath (bare host directory volume)', level);
  page.pair('Path', textAt(volume, 'hostPath', 'path') ?? '', level);
  page.pair('HostPathType', textAt(volume, 'hostPath', 'type') ?? '', level);
};

const claimLines = (page: Page, claim: JsonObject, level: number): void => {
  page.pair('Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', level);
  page.pair('ClaimName', textAt(claim, 'claimName') ?? '', level);
  page.pair('ReadOnly', String(flagAt(claim, 'readOnly')), level);
};

const projectedLines = (page: Page, projected: JsonObject, level: number): void => {
  page.pair('Type', 'Projected (a volume that contains injected data from multiple sources)', level);
  for (const source of listAt(projected, 'sources').filter(isJsonObject)) {
    const { secret, configMap, serviceAccountToken, downwardAPI } = source;
    for (const [label, named] of [
      ['SecretName', secret],
      ['ConfigMapName', configMap],
    ] as const) {
      if (!isJsonObject(named)) continue;
      page.pair(label, textAt(named, 'name') ?? '', level);
      page.pair('Optional', String(flagAt(named, 'optional')), level);
    }
    if (isJsonObject(downwardAPI)) page.pair('DownwardAPI', 'true', level);
    if (isJsonObject(serviceAccountToken))
      page.pair('TokenExpirationSeconds', numberText(serviceAccountToken['expirationSeconds']), level);
  }
};

export const volumes = (page: Page, list: readonly Json[], level: number): void => {
  if (list.length === 0) return page.pair('Volumes', '<none>', level);
  page.line(level, 'Volumes:');
  for (const volume of list.filter(isJsonObject)) {
    page.line(level + 1, `${textAt(volume, 'name') ?? ''}:`);
    const { persistentVolumeClaim: claim, emptyDir } = volume;
    if (isJsonObject(volume['hostPath'])) hostPathLines(page, volume, level + 2);
    else if (isJsonObject(claim)) claimLines(page, claim, level + 2);
    else if (isJsonObject(volume['projected'])) projectedLines(page, volume['projected'], level + 2);
    else if (isJsonObject(emptyDir)) {
      page.pair('Type', "EmptyDir (a temporary directory that shares a pod's lifetime)", level + 2);
      page.pair('Medium', textAt(emptyDir, 'medium') ?? '', level + 2);
      page.pair('SizeLimit', textAt(emptyDir, 'sizeLimit') ?? '<unset>', level + 2);
    } else {
      const source = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
      page.pair('Type', source.charAt(0).toUpperCase() + source.slice(1), level + 2);
    }
  }
};

const tolerationText = (toleration: Json): string => {
  const effect = textAt(toleration, 'effect');
  const value = textAt(toleration, 'value');
  const exists = textAt(toleration, 'operator') === 'Exists';
  const seconds = at(toleration, 'tolerationSeconds');
  const key = textAt(toleration, 'key') ?? '';
  const head = `${key}${value === undefined || exists ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`;
  const bare = exists && key === '' && effect === undefined;
  const operator = exists && (value === undefined || value === '') ? `${bare ? '' : ' '}op=Exists` : '';
  return `${head}${operator}${seconds === undefined ? '' : ` for ${numberText(seconds)}s`}`;
};

/** What nodes a pod wants and bears: the last lines of a pod and of a template. */
export const placement = (page: Page, spec: JsonObject, level: number): void => {
  page.list('Node-Selectors', pairs(textsAt(spec, 'nodeSelector')), level);
  const tolerations = [...listAt(spec, 'tolerations')].sort((a, b) =>
    (textAt(a, 'key') ?? '') < (textAt(b, 'key') ?? '')
      ? -1
      : (textAt(a, 'key') ?? '') > (textAt(b, 'key') ?? '')
        ? 1
        : 0,
  );
  page.list('Tolerations', tolerations.map(tolerationText), level);
};
