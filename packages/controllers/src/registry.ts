import type { Controller, Installed, Lags } from '@orrery/core/control';
import { attachDetach } from './attach-detach/index.ts';
import { daemonSetController } from './daemonset/index.ts';
import { disruptionController } from './disruption/index.ts';
import { endpointSliceController } from './endpoint-slice/index.ts';
import { endpointsController } from './endpoints/index.ts';
import { deploymentController } from './deployment/index.ts';
import { garbageCollector } from './garbage-collector/index.ts';
import { kubelet } from './kubelet/index.ts';
import { namespaceLifecycle } from './namespace-lifecycle/index.ts';
import { nodeHeartbeat } from './node-heartbeat/index.ts';
import { nodeLifecycle } from './node-lifecycle/index.ts';
import { podGarbageCollector } from './pod-gc/index.ts';
import { replicaSetController } from './replicaset/index.ts';
import { rootCaPublisher } from './root-ca-publisher/index.ts';
import { scheduler } from './scheduler/index.ts';
import { serviceAccountController } from './service-account/index.ts';
import { statefulSetController } from './statefulset/index.ts';
import { volumeAttacher } from './volume-attacher/index.ts';
import { taintEviction } from './taint-eviction/index.ts';
import { volumeBinder } from './volume-binder/index.ts';
import { volumeManager } from './volume-manager/index.ts';
import { volumeProvisioner } from './volume-provisioner/index.ts';
import { claimProtection, volumeProtection } from './volume-protection/index.ts';

/** A control loop whatever its memory and drafts are: nobody but the loop itself looks into them. */
export type AnyController = Controller<never, never>;

/** A control loop whose memory and drafts are forgotten by the type system. */
export const anyController = <Memory, Draft>(controller: Controller<Memory, Draft>): AnyController =>
  // A component hands a controller only what that controller made, so forgetting the types here is safe.
  controller as unknown as AnyController;

/** Every control loop by the name of its folder, in the order in which changes are delivered to them. A new one is one line. */
export const controlLoops = {
  statefulset: anyController(statefulSetController),
  daemonset: anyController(daemonSetController),
  deployment: anyController(deploymentController),
  replicaset: anyController(replicaSetController),
  'volume-binder': anyController(volumeBinder),
  'volume-provisioner': anyController(volumeProvisioner),
  'attach-detach': anyController(attachDetach),
  'volume-attacher': anyController(volumeAttacher),
  scheduler: anyController(scheduler),
  kubelet: anyController(kubelet),
  'volume-manager': anyController(volumeManager),
  'garbage-collector': anyController(garbageCollector),
  'pod-gc': anyController(podGarbageCollector),
  'namespace-lifecycle': anyController(namespaceLifecycle),
  'node-lifecycle': anyController(nodeLifecycle),
  'node-heartbeat': anyController(nodeHeartbeat),
  'taint-eviction': anyController(taintEviction),
  disruption: anyController(disruptionController),
  'endpoint-slice': anyController(endpointSliceController),
  endpoints: anyController(endpointsController),
  'service-account': anyController(serviceAccountController),
  'claim-protection': anyController(claimProtection),
  'volume-protection': anyController(volumeProtection),
  'root-ca-publisher': anyController(rootCaPublisher),
} as const;

export type LoopName = keyof typeof controlLoops;

export const loopNames: readonly LoopName[] = Object.keys(controlLoops) as LoopName[]; // keys of a const

/** What a run has instead of the usual: another controller in place of a loop's, informers that lag. */
export interface Selection {
  readonly variants?: Readonly<Partial<Record<LoopName, AnyController>>>;
  readonly lags?: Readonly<Partial<Record<LoopName, Lags>>>;
  /** Only these loops. */
  readonly only?: readonly LoopName[];
}

/** The control loops of a run. */
export const installedControllers = ({
  variants = {},
  lags = {},
  only = loopNames,
}: Selection = {}): readonly Installed[] =>
  loopNames
    .filter((name) => only.includes(name))
    .map((name) => ({ controller: variants[name] ?? controlLoops[name], lags: lags[name] ?? {} }));
