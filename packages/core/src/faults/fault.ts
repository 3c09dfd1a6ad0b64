import * as E from 'fp-ts/lib/Either.js';
import type { Cluster } from '../control/index.ts';

/** Every fault and what undoes it. */
export const faultPairs = { crash: 'restart' } as const;

export type FaultName = keyof typeof faultPairs | (typeof faultPairs)[keyof typeof faultPairs];

export const faultNames: readonly FaultName[] = Object.entries(faultPairs).flatMap(
  ([fault, twin]) => [fault, twin] as FaultName[], // the keys and values of the table above
);

/** What a fault befalls: the machine under a node, or the process of a controller. */
export type FaultTarget =
  { readonly type: 'node'; readonly node: string } | { readonly type: 'component'; readonly component: string };

/** Something that goes wrong, or is put right, as data. */
export interface Fault {
  readonly name: FaultName;
  readonly target: FaultTarget;
}

/** Reads `node/kubesphere02`, or the name of a controller. */
export const parseFaultTarget = (text: string): E.Either<string, FaultTarget> => {
  const [type, name, ...rest] = text.split('/');
  if (name === undefined) return E.right({ type: 'component', component: text });
  if (rest.length > 0 || name === '' || (type !== 'node' && type !== 'nodes' && type !== 'no'))
    return E.left(`"${text}" is nothing that can fail: expected node/NAME or the name of a controller`);
  return E.right({ type: 'node', node: name });
};

/** `crash node/kubesphere02`: how the log and transcripts name a fault. */
export const faultText = ({ name, target }: Fault): string =>
  `${name} ${target.type === 'node' ? `node/${target.node}` : target.component}`;

/** Lets a fault happen now. Gives the position of its mark in the log, or why there is nothing to befall. */
export const injectFault = (cluster: Cluster, fault: Fault): E.Either<string, number> => {
  const { name, target } = fault;
  const stops = name === 'crash';
  if (target.type === 'node') {
    if (cluster.core.state.tables.Node.find('', target.node) === undefined && stops)
      return E.left(`there is no node ${target.node} to ${name}`);
    const mark = markOf(cluster, fault);
    cluster.submit({ type: stops ? 'PowerOffNode' : 'PowerOnNode', node: target.node }, mark);
    return E.right(mark);
  }
  const component = cluster.component(target.component);
  if (component === undefined) {
    const known = cluster.components.map(({ controller }) => controller.name);
    return E.left(`there is no controller ${target.component} to ${name}; running here: ${known.join(', ')}`);
  }
  const mark = markOf(cluster, fault);
  if (stops) component.crash();
  else component.restart(mark);
  return E.right(mark);
};

const markOf = (cluster: Cluster, fault: Fault): number => {
  const answer = cluster.submit({ type: 'InjectFault', fault: faultText(fault) });
  if (E.isLeft(answer)) throw new Error(`the mark of a fault was refused: ${answer.left.message}`);
  return answer.right;
};
