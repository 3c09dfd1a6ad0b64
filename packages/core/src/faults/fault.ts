import * as E from 'fp-ts/lib/Either.js';
import type { Command } from '../api/index.ts';
import type { Cluster } from '../control/index.ts';

/** Every fault and what undoes it. */
export const faultPairs = { crash: 'restart', partition: 'heal', hold: 'release' } as const;

export type FaultName = keyof typeof faultPairs | (typeof faultPairs)[keyof typeof faultPairs];

export const faultNames: readonly FaultName[] = Object.entries(faultPairs).flatMap(
  ([fault, twin]) => [fault, twin] as FaultName[], // the keys and values of the table above
);

/** What a fault befalls: the machine under a node, the kubelet of a node, those of all nodes, or the process of a controller. */
export type FaultTarget =
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'kubelet'; readonly node: string }
  | { readonly type: 'kubelets' }
  | { readonly type: 'component'; readonly component: string };

/** Something that goes wrong, or is put right, as data. */
export interface Fault {
  readonly name: FaultName;
  readonly target: FaultTarget;
}

const nodeWords: ReadonlySet<string> = new Set(['node', 'nodes', 'no']);

/** Reads `node/kubesphere02`, `kubelet/kubesphere02`, `kubelet` for all of them, or the name of a controller. */
export const parseFaultTarget = (text: string): E.Either<string, FaultTarget> => {
  const [type = '', name, ...rest] = text.split('/');
  if (text === 'kubelet') return E.right({ type: 'kubelets' });
  if (text.startsWith('kubelet-'))
    return E.left(`${text} is a part of every kubelet: say kubelet/NODE, or kubelet for all`);
  if (name === undefined) return E.right({ type: 'component', component: text });
  if (rest.length === 0 && name !== '') {
    if (nodeWords.has(type)) return E.right({ type: 'node', node: name });
    if (type === 'kubelet') return E.right({ type: 'kubelet', node: name });
  }
  return E.left(
    `"${text}" is nothing that can fail: expected node/NAME, kubelet/NODE, kubelet or the name of a controller`,
  );
};

const targetText = (target: FaultTarget): string => {
  switch (target.type) {
    case 'component':
      return target.component;
    case 'kubelets':
      return 'kubelet';
    default:
      return `${target.type}/${target.node}`;
  }
};

/** `crash node/kubesphere02`: how the log and transcripts name a fault. */
export const faultText = ({ name, target }: Fault): string => `${name} ${targetText(target)}`;

/** NL-22: what a fault does to a node's machine or kubelet; nothing: it does not befall such a thing. What runs and is restarted stops first. */
const nodeCommands = (name: FaultName, type: 'node' | 'kubelet', node: string): readonly Command[] => {
  const stop: Command = { type: type === 'node' ? 'PowerOffNode' : 'StopKubelet', node };
  switch (name) {
    case 'crash':
      return [stop];
    case 'restart':
      return [stop, { type: type === 'node' ? 'PowerOnNode' : 'StartKubelet', node }];
    case 'partition':
      return type === 'node' ? [{ type: 'PartitionNode', node }] : [];
    case 'heal':
      return type === 'node' ? [{ type: 'HealNode', node }] : [];
    case 'hold':
      return type === 'kubelet' ? [{ type: 'HoldLists', node }] : [];
    case 'release':
      return type === 'kubelet' ? [{ type: 'ReleaseLists', node }] : [];
    default:
      return name satisfies never;
  }
};

/** Every node that is registered, and those that are not but whose kubelet was stopped. */
const kubeletNodes = ({ core }: Cluster): readonly string[] => {
  const names = new Set(core.state.tables.Node.toArray().map(({ meta }) => meta.name));
  core.state.physical.forEachTroubledHost((node) => names.add(node));
  return [...names];
};

/** Lets a fault happen now. Gives the position of its mark in the log, or why there is nothing to befall. */
export const injectFault = (cluster: Cluster, fault: Fault): E.Either<string, number> => {
  const { name, target } = fault;
  if (target.type !== 'component') {
    const type = target.type === 'kubelets' ? 'kubelet' : target.type;
    const nodes = target.type === 'kubelets' ? kubeletNodes(cluster) : [target.node];
    const commands = nodes.flatMap((node) => nodeCommands(name, type, node));
    if (nodeCommands(name, type, '').length === 0)
      return E.left(`${name} befalls ${type === 'node' ? 'kubelets' : 'nodes'}, not ${targetText(target)}`);
    const begins = Object.hasOwn(faultPairs, name);
    if (begins && target.type !== 'kubelets' && cluster.core.state.tables.Node.find('', target.node) === undefined)
      return E.left(`there is no node ${target.node} to ${name}`);
    const mark = markOf(cluster, fault);
    for (const command of commands) cluster.submit(command, mark);
    return E.right(mark);
  }
  const component = cluster.component(target.component);
  if (component === undefined) {
    const known = cluster.components.map(({ controller }) => controller.name);
    return E.left(`there is no controller ${target.component} to ${name}; running here: ${known.join(', ')}`);
  }
  if (name !== 'crash' && name !== 'restart')
    return E.left(`${name} befalls nodes and kubelets; controllers crash and restart, and lag as a run says`);
  const mark = markOf(cluster, fault);
  if (name === 'crash') component.crash();
  else component.restart(mark);
  return E.right(mark);
};

const markOf = (cluster: Cluster, fault: Fault): number => {
  const answer = cluster.submit({ type: 'InjectFault', fault: faultText(fault) });
  if (E.isLeft(answer)) throw new Error(`the mark of a fault was refused: ${answer.left.message}`);
  return answer.right;
};
