import { isJsonObject, type JsonObject } from '@orrery/core/engine';
import { listAt, objectAt, textAt, textsAt, type Epoch } from '@orrery/core/cluster';
import { handle, type ApiServer, type Request, type Response } from '@orrery/core/api';
import { userActor, type Cluster } from '@orrery/core/control';
import { kubeletLabels, machineIp, registeredStatus } from './registration.ts';

/**
 * Makes requests of a cluster as a user does; `cause` is the position of what the user typed, `epoch` how the user's texts name
 * instant 0, if not as the run does.
 */
export const requester = (cluster: Cluster): ((request: Request, cause: number, epoch?: Epoch) => Response) => {
  const { core } = cluster;
  return (request, cause, epoch = core.settings.epoch) => {
    const server: ApiServer = {
      state: core.state,
      epoch,
      now: core.simulation.now,
      position: core.log.length,
      version: core.settings.version,
      gates: core.gates,
      recentPods: core.recentPods,
      execute: (command) => core.execute(command, userActor, cause),
      body: core.body,
    };
    const response = handle(server, withMachine(request, cluster));
    core.simulation.deliver();
    return response;
  };
};

/**
 * Behind every node there is a machine here: a node that somebody creates by hand gets the labels and the status that the kubelet
 * of that machine would register it with, unless the manifest says otherwise.
 */
const withMachine = (request: Request, { core }: Cluster): Request => {
  const { verb, kind, body } = request;
  if (verb !== 'create' || kind !== 'Node' || !isJsonObject(body)) return request;
  const name = textAt(body, 'metadata', 'name') ?? '';
  const given = objectAt(body, 'status') ?? {};
  if (name === '' || listAt(given, 'conditions').length > 0) return request;
  const machine = { capacity: textsAt(given, 'capacity'), allocatable: textsAt(given, 'allocatable') };
  const status: JsonObject = {
    ...registeredStatus(name, machineIp(core.state.tables.Node.nextUid - 1), machine, core.settings.version),
    ...(listAt(given, 'addresses').length > 0 ? { addresses: listAt(given, 'addresses') } : {}),
  };
  const metadata = {
    ...objectAt(body, 'metadata'),
    labels: { ...kubeletLabels(name), ...textsAt(body, 'metadata', 'labels') },
  };
  return { ...request, body: { ...body, metadata, status } };
};
