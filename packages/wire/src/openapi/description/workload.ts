import { each, type Texts } from './texts.ts';

const template = 'What each pod is made of.';
const selector = 'Chooses the pods that belong here; it must match the labels of the template and cannot be changed.';
const minReadySeconds = 'Seconds for which a pod must be ready before it counts as available.';
const history = 'How many old revisions are kept to go back to.';
const replicas = 'How many pods there shall be. 1 unless it is given.';
const counters = 'Counted and written by the controller.';

/** Of the controllers of pods. */
export const apps: Texts = {
  StatefulSet: {
    '': 'Pods with an identity: a name with an ordinal, and claims that stay with it.',
    spec: 'What pods there shall be.',
    status: 'What there is, as the controller last saw it.',
  },
  StatefulSetSpec: {
    replicas,
    selector,
    template,
    minReadySeconds,
    revisionHistoryLimit: history,
    serviceName: 'The Service under which the pods have names in DNS; it becomes their subdomain. It need not exist.',
    volumeClaimTemplates:
      'Claims that each pod gets for its own, named after the template and the pod. They outlive the pod.',
    podManagementPolicy:
      'OrderedReady makes pods one after another, each when all before it are ready; Parallel all at once.',
    updateStrategy: 'How pods of an old template are replaced.',
    persistentVolumeClaimRetentionPolicy: 'What becomes of the claims when the set is deleted or scaled down.',
    ordinals: 'With which number the pods begin.',
  },
  StatefulSetUpdateStrategy: {
    type: 'RollingUpdate replaces pods from the highest ordinal down; OnDelete leaves it to whoever deletes them.',
    rollingUpdate: 'How far and how fast a rolling update goes.',
  },
  RollingUpdateStatefulSetStrategy: {
    partition: 'Pods with a lower ordinal stay at the old revision.',
    maxUnavailable: 'How many pods may be missing at once. It has an effect where its feature gate is on.',
  },
  StatefulSetOrdinals: { start: 'The first ordinal; 0 unless it is given.' },
  StatefulSetPersistentVolumeClaimRetentionPolicy: {
    whenDeleted: 'Retain or Delete, when the set is deleted.',
    whenScaled: 'Retain or Delete, when a pod is scaled away.',
  },
  StatefulSetStatus: {
    ...each(counters, 'replicas readyReplicas currentReplicas updatedReplicas availableReplicas collisionCount'),
    observedGeneration: 'The generation of the spec that the controller last acted on.',
    currentRevision: 'The revision that pods are rolled away from.',
    updateRevision: 'The revision of the present template.',
  },
  DaemonSet: {
    '': 'A pod on every node that lets it run there.',
    spec: 'What pods there shall be.',
    status: 'What there is, as the controller last saw it.',
  },
  DaemonSetSpec: {
    selector,
    template,
    minReadySeconds,
    revisionHistoryLimit: history,
    updateStrategy: 'How pods of an old template are replaced.',
  },
  DaemonSetUpdateStrategy: {
    type: 'RollingUpdate replaces pods node by node; OnDelete leaves it to whoever deletes them.',
    rollingUpdate: 'How fast a rolling update goes.',
  },
  RollingUpdateDaemonSet: {
    maxUnavailable:
      'How many nodes may be without an available pod, as a number or a percentage. 1 unless it is given.',
    maxSurge: 'How many nodes may have a new pod beside the old one.',
  },
  DaemonSetStatus: {
    ...each(
      counters,
      'currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady updatedNumberScheduled numberAvailable numberUnavailable collisionCount',
    ),
    observedGeneration: 'The generation of the spec that the controller last acted on.',
  },
  ReplicaSet: {
    '': 'A number of pods that are alike.',
    spec: 'What pods there shall be.',
    status: 'What there is, as the controller last saw it.',
  },
  ReplicaSetSpec: { replicas, selector, template, minReadySeconds },
  ReplicaSetStatus: {
    ...each(counters, 'replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas'),
    observedGeneration: 'The generation of the spec that the controller last acted on.',
    conditions: 'ReplicaFailure, when pods cannot be made or deleted.',
  },
  Deployment: {
    '': 'Pods that are alike, and how they go from one template to the next by way of ReplicaSets.',
    spec: 'What pods there shall be.',
    status: 'What there is, as the controller last saw it.',
  },
  DeploymentSpec: {
    replicas,
    selector,
    template,
    minReadySeconds,
    revisionHistoryLimit: 'How many old ReplicaSets are kept to go back to. 10 unless it is given.',
    strategy: 'How pods of an old template are replaced.',
    paused: 'While it is true a new template is not rolled out.',
    progressDeadlineSeconds: 'Seconds without progress after which a rollout counts as failed. 600 unless it is given.',
  },
  DeploymentStrategy: {
    type: 'RollingUpdate, or Recreate, which deletes all old pods before it makes new ones.',
    rollingUpdate: 'How fast a rolling update goes.',
  },
  RollingUpdateDeployment: {
    maxUnavailable: 'How many pods may be missing, as a number or a percentage. 25% unless it is given.',
    maxSurge: 'How many pods there may be beyond replicas, as a number or a percentage. 25% unless it is given.',
  },
  DeploymentStatus: {
    ...each(
      counters,
      'replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas collisionCount',
    ),
    observedGeneration: 'The generation of the spec that the controller last acted on.',
    conditions: 'Progressing, Available and ReplicaFailure.',
  },
  ControllerRevision: {
    '': 'A template as it once was, kept by the controller whose it was. It never changes but for its number.',
    data: 'What a patch has to say to go back to it.',
    revision: 'Its number: the highest is the latest.',
  },
};

export const autoscaling: Texts = {
  Scale: {
    '': 'How many pods a controller has, by whatever kind it is.',
    spec: 'How many there shall be.',
    status: 'How many there are.',
  },
  ScaleSpec: { replicas: 'How many pods there shall be.' },
  ScaleStatus: { replicas: 'How many pods there are.', selector: 'The selector of the pods, as text.' },
};

export const policy: Texts = {
  PodDisruptionBudget: {
    '': 'How many pods of a set of them must stay up while somebody evicts them.',
    spec: 'Which pods, and how many of them.',
    status: 'What the disruption controller counted, and how many evictions it allows.',
  },
  PodDisruptionBudgetSpec: {
    selector: 'Chooses the pods. An empty one chooses all of the namespace.',
    minAvailable: 'How many must be healthy after an eviction, as a number or a percentage.',
    maxUnavailable: 'How many may be missing after an eviction, as a number or a percentage.',
    unhealthyPodEvictionPolicy:
      'IfHealthyBudget or AlwaysAllow: whether pods that are not ready may be evicted although too few are healthy.',
  },
  PodDisruptionBudgetStatus: {
    disruptionsAllowed: 'How many pods may be evicted now.',
    currentHealthy: 'How many pods are healthy.',
    desiredHealthy: 'How many must be.',
    expectedPods: 'How many pods the budget counts with.',
    disruptedPods: 'Pods whose eviction was allowed and which have not been seen to go, and when.',
    observedGeneration: 'The generation of the spec that was counted by.',
    conditions: 'DisruptionAllowed.',
  },
  Eviction: {
    '': 'Asks for a pod to go, as far as budgets allow it.',
    deleteOptions: 'How the pod is to be deleted.',
  },
};
