import * as E from 'fp-ts/lib/Either.js';
import {
  selectedNode,
  type PersistentVolumeClaimRecord,
  type StorageClassRecord,
  type Uid,
} from '@orrery/core/cluster';
import {
  nothing,
  rpcError,
  type Asked,
  type Plan,
  type Planning,
  type Provisioner,
  type Step,
} from '@orrery/core/control';
import { askedOf, isReady } from './classify.ts';
import type { Making, Memory } from './memory.ts';
import { volumeFor, volumeNameFor } from './persistent-volume.ts';
import { reported } from './reported.ts';
import { segmentsFor } from './topology.ts';

type Claim = PersistentVolumeClaimRecord;

const claimText = ({ meta }: Claim): string => `${meta.namespace}/${meta.name}`;

const asked = (claim: Claim, provisioner: Provisioner): Asked => ({
  provisioner,
  operation: 'provision',
  uid: claim.uid,
  name: claimText(claim),
});

/** What a claim needs of its provisioner now. Source: syncClaim, provisionClaimOperation. */
export const syncClaim = (memory: Memory, uid: Uid, planning: Planning): Plan => {
  const request = memory.requests.running({ operation: 'provision', uid });
  const making = memory.making.get(uid);
  if (request === undefined || making === undefined) return begin(memory, uid, planning);
  if (request.answerAt > planning.now) return { steps: [], requeueAfterUs: request.answerAt - planning.now };
  return answered(memory, making, planning);
};

/** VP-1: a claim that names this provisioner, has no volume and whose class still means it. */
const begin = (memory: Memory, uid: Uid, planning: Planning): Plan => {
  const claim = planning.view.tables.PersistentVolumeClaim.get(uid) ?? memory.making.get(uid)?.claim;
  const name = claim === undefined ? undefined : askedOf(claim);
  if (claim === undefined || name === undefined) return nothing;
  const provisioner = planning.provisioner(name);
  if (!provisioner.installed) return nothing;
  const storageClass = planning.view.tables.StorageClass.find('', claim.className ?? '');
  if (storageClass === undefined) return retry(memory, claim, provisioner, [], planning);
  if (storageClass.provisioner !== name || !isReady(claim, storageClass)) return nothing;
  if (planning.view.tables.PersistentVolume.find('', volumeNameFor(claim)) !== undefined) {
    memory.making.delete(uid);
    return nothing;
  }
  const waitUs = memory.requests.waitUs({ operation: 'provision', uid }, planning.now);
  if (waitUs > 0) return { steps: [], requeueAfterUs: waitUs };
  return ask(memory, claim, storageClass, provisioner, planning);
};

const ask = (
  memory: Memory,
  claim: Claim,
  storageClass: StorageClassRecord,
  provisioner: Provisioner,
  planning: Planning,
): Plan => {
  const chosen = claim.meta.annotations[selectedNode];
  const node = chosen === undefined ? undefined : planning.view.tables.Node.find('', chosen);
  if (chosen !== undefined && node === undefined)
    return { steps: failure(claim, provisioner, `node "${chosen}" not found`, true) };
  const provisioning = reported(claim, provisioner.name, 'provisioning', [claimText(claim)]);
  const segments = segmentsFor(memory, provisioner, storageClass, claim.meta.name, node, planning);
  if (E.isLeft(segments)) {
    const why = `failed to provision volume with StorageClass "${storageClass.meta.name}": error generating accessibility requirements: ${segments.left}`;
    return retry(memory, claim, provisioner, [provisioning, ...failure(claim, provisioner, why, false)], planning);
  }
  const request = memory.requests.send(asked(claim, provisioner), planning);
  memory.making.set(claim.uid, { claim, segments: segments.right, made: false });
  return { steps: [provisioning], requeueAfterUs: request.answerAt - planning.now };
};

/** VP-7: tells the claim; a node that does not do is given back to the scheduler. Source: provisionVolumeErrorHandling. */
const failure = (claim: Claim, { name }: Provisioner, why: string, givesBack: boolean): readonly Step[] => {
  const { uid, version, meta } = claim;
  const told = reported(claim, name, 'failed', [why]);
  if (!givesBack || meta.annotations[selectedNode] === undefined) return [told];
  return [told, { command: { type: 'SelectClaimNode', uid, version, node: '' }, onRejection: 'stop' }];
};

const retry = (
  memory: Memory,
  claim: Claim,
  provisioner: Provisioner,
  steps: readonly Step[],
  { now }: Planning,
): Plan => ({
  steps,
  ...memory.requests.failed(asked(claim, provisioner), now),
});

/** Codes with which nobody knows what has been done: the request is repeated until that is known. Source: external-provisioner, checkError. */
const unknownOutcomes = ['Canceled', 'DeadlineExceeded', 'Unavailable', 'Aborted'];

/** The storage system has answered. */
const answered = (memory: Memory, making: Making, planning: Planning): Plan => {
  const { claim } = making;
  const storageClass = planning.view.tables.StorageClass.find('', claim.className ?? '');
  const provisioner = planning.provisioner(askedOf(claim) ?? '');
  const question = asked(claim, provisioner);
  const request = memory.requests.running(question);
  if (storageClass === undefined || request === undefined) return retry(memory, claim, provisioner, [], planning);
  if (making.made) return { steps: [create(making, storageClass, planning)] };
  const disk: Step = {
    command: { type: 'CreateDisk', disk: volumeNameFor(claim), driver: provisioner.name, bytes: claim.requestBytes },
    onRejection: 'continue',
  };
  if (request.failure === undefined) {
    memory.making.set(claim.uid, { ...making, made: true });
    // Another notice, so that a crash may fall between the disk and its volume.
    const { choices, timing } = planning;
    return { steps: [disk], requeueAfterUs: choices.delay('csi-provisioner/answer', claim.uid, 0, 0, timing.apiCall) };
  }
  const { code } = request.failure;
  const isUnknown = unknownOutcomes.includes(code);
  memory.requests.answered(question);
  if (!isUnknown) memory.making.delete(claim.uid);
  const why = `failed to provision volume with StorageClass "${storageClass.meta.name}": ${rpcError(request.failure)}`;
  const givesBack =
    code === 'ResourceExhausted' &&
    provisioner.topologyKey !== undefined &&
    claim.meta.annotations[selectedNode] !== undefined;
  const steps = failure(claim, provisioner, why, givesBack);
  if (givesBack) return { steps };
  // A request that timed out may have been done all the same.
  return retry(memory, claim, provisioner, code === 'DeadlineExceeded' ? [disk, ...steps] : steps, planning);
};

const create = ({ claim, segments }: Making, storageClass: StorageClassRecord, planning: Planning): Step => ({
  command: {
    type: 'Create',
    kind: 'PersistentVolume',
    namespace: '',
    name: volumeNameFor(claim),
    body: planning.body(volumeFor(claim, storageClass, segments)),
  },
  onRejection: 'stop',
});
