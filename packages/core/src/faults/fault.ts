import * as E from 'fp-ts/lib/Either.js';
import type { Command } from '../api/index.ts';
import type { Cluster } from '../control/index.ts';

/** Every fault and what undoes it. */
export const faultPairs = { crash: 'restart', partition: 'heal' } as const;

export type FaultName = keyof typeof faultPairs | (typeof faultPairs)[keyof typeof faultPairs];

export const faultNames: readonly FaultName[] = Object.entries(faultPairs).flatMap(
  ([fault, twin]) => [fault, twin] as FaultName[], // the keys and values of the table above
);

/** What a fault befalls: the machine under a node, the process of a node's kubelet, or the process of a controller. */
export type FaultTarget =
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'kubelet'; readonly node: string }
  | { readonly type: 'component'; readonly component: string };

/** Something that goes wrong, or is put right, as data. */
export interface Fault {
  readonly name: FaultName;
  readonly target: FaultTarget;
}

const nodeWords: ReadonlySet<string> = new Set(['node', 'nodes', 'no']);

/** Reads `node/kubesphere02`, `kubelet/kubesphere02`, or the name of a controller. */
export const parseFaultTarget = (text: string): E.Either<string, FaultTarget> => {
  const [type = '', name, ...rest] = text.split('/');
  if (name === undefined) return E.right({ type: 'component', component: text });
  if (rest.length === 0 && name !== '') {
    if (nodeWords.has(type)) return E.right({ type: 'node', node: name });
    if (type === 'kubelet') return E.right({ type: 'kubelet', node: name });
  }
  return E.left(`"${text}" is nothing that can fail: expected node/NAME, kubelet/NODE or the name of a controller`);
};

const targetText = (target: FaultTarget): string =>
  target.type === 'component' ? target.component : `${target.type}/${target.node}`;

/** `crash node/kubesphere02`: how the log and transcripts name a fault. */
export const faultText = ({ name, target }: Fault): string => `${name} ${targetText(target)}`;

/** What a fault does to a node's machine or kubelet. */
const nodeCommand = (name: FaultName, type: 'node' | 'kubelet', node: string): Command | undefined => {
  switch (name) {
    case 'crash':
      return { type: type === 'node' ? 'PowerOffNode' : 'StopKubelet', node };
    case 'restart':
      return { type: type === 'node' ? 'PowerOnNode' : 'StartKubelet', node };
    case 'partition':
      return type === 'node' ? { type: 'PartitionNode', node } : undefined;
    case 'heal':
      return type === 'node' ? { type: 'HealNode', node } : undefined;
    default:
      return name satisfies never;
  }
};

/** Lets a fault happen now. Gives the position of its mark in the log, or why there is nothing to befall. */
export const injectFault = (cluster: Cluster, fault: Fault): E.Either<string, number> => {
  const { name, target } = fault;
  if (target.type !== 'component') {
    const command = nodeCommand(name, target.type, target.node);
    if (command === undefined) return E.left(`${name} befalls nodes, not ${targetText(target)}`);
    const begins = Object.hasOwn(faultPairs, name);
    if (begins && cluster.core.state.tables.Node.find('', target.node) === undefined)
      return E.left(`there is no node ${target.node} to ${name}`);
    const mark = markOf(cluster, fault);
    cluster.submit(command, mark);
    return E.right(mark);
  }
  const component = cluster.component(target.component);
  if (component === undefined) {
    const known = cluster.components.map(({ controller }) => controller.name);
    return E.left(`there is no controller ${target.component} to ${name}; running here: ${known.join(', ')}`);
  }
  if (name !== 'crash' && name !== 'restart')
    return E.left(`${name} befalls nodes; controllers crash and restart, and lag as a run says`);
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
