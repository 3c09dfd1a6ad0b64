import { each, stored, type Texts } from './texts.ts';

/** Of nodes, namespaces, Services, Events and what pods read. */
export const cluster: Texts = {
  Namespace: {
    '': 'A part of the cluster in which names are unique.',
    spec: 'Who empties it.',
    status: 'Whether it is there, or about to go.',
  },
  NamespaceSpec: { finalizers: 'Written by the server: kubernetes, until the namespace is empty.' },
  NamespaceStatus: {
    phase: 'Active, or Terminating, in which nothing new is taken.',
    conditions: 'What is left in a namespace that is to go.',
  },
  Node: {
    '': 'A machine that runs pods.',
    spec: 'Who may run there.',
    status: 'What its kubelet says of it.',
  },
  NodeSpec: {
    unschedulable: 'Keeps new pods away: what kubectl cordon sets.',
    taints: 'What keeps pods away, or drives them away, that do not tolerate it.',
    ...each(stored, 'configSource externalID podCIDR podCIDRs providerID'),
  },
  Taint: {
    key: 'Name of the taint.',
    value: 'Its value.',
    effect: 'NoSchedule keeps new pods away, PreferNoSchedule only if it can, NoExecute drives pods away as well.',
    timeAdded: 'Written by the node-lifecycle controller: since when NoExecute is there.',
  },
  NodeStatus: {
    capacity: 'What the machine has.',
    allocatable: 'What pods may ask for.',
    conditions: 'Ready and the pressures. Unknown when the kubelet has not been heard of.',
    addresses: 'Under which addresses it can be reached.',
    nodeInfo: 'What it runs.',
    images: 'Images that are said to be there: the scheduler likes a node better for them.',
    volumesAttached: 'Written by the attach-detach controller: the volumes that are attached.',
    volumesInUse: 'Written by the kubelet: the volumes that must not be detached.',
  },
  Service: {
    '': 'A name and an address for pods that serve the same.',
    spec: 'Which pods, and under which address.',
    status: stored,
  },
  ServiceSpec: {
    type: 'ClusterIP, NodePort, LoadBalancer or ExternalName. It decides which addresses and ports are given out.',
    clusterIP: 'The address, given out from 10.96.0.0/12. None makes the Service headless.',
    clusterIPs: 'The addresses: one, since there is one family.',
    ports: 'The ports, and those of the pods behind them.',
    allocateLoadBalancerNodePorts: 'Whether a Service of type LoadBalancer gets ports of the nodes.',
    selector: 'Chooses the pods whose addresses become endpoints.',
    publishNotReadyAddresses: 'Whether pods that are not ready are found, too.',
    ...each(
      stored,
      'externalIPs externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy trafficDistribution loadBalancerClass loadBalancerIP loadBalancerSourceRanges sessionAffinity sessionAffinityConfig',
    ),
  },
  ServicePort: {
    name: 'Name of the port, which must be given where there are several.',
    port: 'The port of the Service.',
    targetPort: 'The port of the pods, by number or name. That of the Service unless it is given.',
    nodePort: 'The port of every node, given out from 30000 on.',
    protocol: 'TCP, UDP or SCTP.',
  },
  ServiceAccount: {
    '': 'Whom a pod runs as. Everybody may do everything.',
    automountServiceAccountToken:
      'Whether pods get the volume through which they get at the API. What a pod says itself counts more. true unless it is given.',
    ...each(stored, 'secrets imagePullSecrets'),
  },
  ConfigMap: {
    '': 'Texts that pods read.',
    ...each(stored, 'data binaryData'),
    immutable: 'Once it is true the data cannot be changed.',
  },
  Secret: {
    '': 'Texts that pods read and nobody else should.',
    data: 'Stored, in base64: no container reads it.',
    stringData: 'Texts that become part of the data when they are written; never shown.',
    type: 'What it is for. Some types need certain keys. Opaque unless it is given.',
    immutable: 'Once it is true the data cannot be changed.',
  },
  Endpoints: {
    '': 'The addresses behind a Service, in the form of old.',
    subsets: 'Written by the Endpoints controller; nothing in the simulation reads them.',
  },
  Event: {
    '': 'Something that a component reports. Components write Events, users read them.',
    involvedObject: 'The object that it is about.',
    reason: 'What happened, in one word.',
    message: 'What happened, in a sentence.',
    type: 'Normal or Warning.',
    source: 'The component that reports it.',
    reportingComponent: 'The component that reports it.',
    reportingInstance: 'Which instance of the component.',
    count: 'How often it happened.',
    series: 'How often it happened, in the form of events.k8s.io.',
    firstTimestamp: 'When it happened first.',
    lastTimestamp: 'When it happened last.',
    eventTime: 'When it happened, to the microsecond.',
    action: 'What the component did, or could not do.',
  },
  Binding: { '': 'Puts a pod on a node.', target: 'The node.' },
};

export const discovery: Texts = {
  EndpointSlice: {
    '': 'Some of the addresses behind a Service.',
    addressType: 'IPv4 for the cluster’s own slices.',
    endpoints: 'The addresses, and whether they serve.',
    ports: 'The ports of all of them.',
  },
  Endpoint: {
    addresses: 'The addresses of one pod.',
    conditions: 'Whether it is ready, serves, and is about to go.',
    hostname: 'Its name in DNS.',
    targetRef: 'Written by the EndpointSlice controller: the pod.',
    nodeName: 'Written by the EndpointSlice controller: the pod’s node.',
    zone: 'Written by the EndpointSlice controller: the zone of that node.',
    ...each(stored, 'deprecatedTopology hints'),
  },
};

export const rbac: Texts = {
  ClusterRole: {
    '': 'What may be done in the cluster. Nobody is asked for permission.',
    ...each(stored, 'rules aggregationRule'),
  },
  Role: { '': 'What may be done in a namespace. Nobody is asked for permission.', rules: stored },
  ClusterRoleBinding: {
    '': 'Who has a role in the cluster. Nobody is asked for permission.',
    ...each(stored, 'roleRef subjects'),
  },
  RoleBinding: {
    '': 'Who has a role in a namespace. Nobody is asked for permission.',
    ...each(stored, 'roleRef subjects'),
  },
};

export const scheduling: Texts = {
  PriorityClass: {
    '': 'A name for a priority of pods.',
    value: 'The priority. The higher goes first.',
    globalDefault: 'Whether pods that name no class get this one.',
    preemptionPolicy: 'What pods of this class get as theirs.',
    description: stored,
  },
};
