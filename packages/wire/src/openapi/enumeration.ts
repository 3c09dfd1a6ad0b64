import type { Package } from '../protobuf/numbers/index.ts';

/** Values of texts that have only a few, by package, struct and member. Source: the types of k8s.io/api that say so. */
const enumerations: Readonly<Partial<Record<Package, Readonly<Record<string, Readonly<Record<string, string>>>>>>> = {
  core: {
    AppArmorProfile: {
      type: 'Localhost RuntimeDefault Unconfined',
    },
    AzureDiskVolumeSource: {
      cachingMode: 'None ReadOnly ReadWrite',
      kind: 'Dedicated Managed Shared',
    },
    Container: {
      terminationMessagePolicy: 'FallbackToLogsOnError File',
      imagePullPolicy: 'Always IfNotPresent Never',
    },
    ContainerPort: {
      protocol: 'SCTP TCP UDP',
    },
    EndpointPort: {
      protocol: 'SCTP TCP UDP',
    },
    EphemeralContainer: {
      terminationMessagePolicy: 'FallbackToLogsOnError File',
      imagePullPolicy: 'Always IfNotPresent Never',
    },
    HTTPGetAction: {
      scheme: 'HTTP HTTPS',
    },
    HostPathVolumeSource: {
      type: 'BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket',
    },
    ImageVolumeSource: {
      pullPolicy: 'Always IfNotPresent Never',
    },
    ModifyVolumeStatus: {
      status: 'InProgress Infeasible Pending',
    },
    NamespaceStatus: {
      phase: 'Active Terminating',
    },
    NodeSelectorRequirement: {
      operator: 'DoesNotExist Exists Gt In Lt NotIn',
    },
    NodeStatus: {
      phase: 'Pending Running Terminated',
    },
    PersistentVolumeClaimSpec: {
      accessModes: 'ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod',
      volumeMode: 'Block Filesystem',
    },
    PersistentVolumeClaimStatus: {
      phase: 'Bound Lost Pending',
      accessModes: 'ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod',
      allocatedResourceStatuses:
        'ControllerResizeInProgress ControllerResizeInfeasible NodeResizeInProgress NodeResizeInfeasible NodeResizePending',
    },
    PersistentVolumeSpec: {
      accessModes: 'ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod',
      persistentVolumeReclaimPolicy: 'Delete Recycle Retain',
      volumeMode: 'Block Filesystem',
    },
    PersistentVolumeStatus: {
      phase: 'Available Bound Failed Pending Released',
    },
    PodSecurityContext: {
      supplementalGroupsPolicy: 'Merge Strict',
      fsGroupChangePolicy: 'Always OnRootMismatch',
    },
    PodSpec: {
      restartPolicy: 'Always Never OnFailure',
      dnsPolicy: 'ClusterFirst ClusterFirstWithHostNet Default None',
      preemptionPolicy: 'Never PreemptLowerPriority',
    },
    PodStatus: {
      phase: 'Failed Pending Running Succeeded Unknown',
      qosClass: 'BestEffort Burstable Guaranteed',
    },
    PortStatus: {
      protocol: 'SCTP TCP UDP',
    },
    SeccompProfile: {
      type: 'Localhost RuntimeDefault Unconfined',
    },
    SecurityContext: {
      procMount: 'Default Unmasked',
    },
    ServicePort: {
      protocol: 'SCTP TCP UDP',
    },
    ServiceSpec: {
      type: 'ClusterIP ExternalName LoadBalancer NodePort',
      sessionAffinity: 'ClientIP None',
      externalTrafficPolicy: 'Cluster Local',
      ipFamilies: 'IPv4 IPv6',
      ipFamilyPolicy: 'PreferDualStack RequireDualStack SingleStack',
      internalTrafficPolicy: 'Cluster Local',
    },
    Taint: {
      effect: 'NoExecute NoSchedule PreferNoSchedule',
    },
    Toleration: {
      operator: 'Equal Exists Gt Lt',
      effect: 'NoExecute NoSchedule PreferNoSchedule',
    },
    TopologySpreadConstraint: {
      whenUnsatisfiable: 'DoNotSchedule ScheduleAnyway',
      nodeAffinityPolicy: 'Honor Ignore',
      nodeTaintsPolicy: 'Honor Ignore',
    },
    VolumeMount: {
      mountPropagation: 'Bidirectional HostToContainer None',
    },
  },
  apps: {
    DaemonSetUpdateStrategy: {
      type: 'OnDelete RollingUpdate',
    },
    DeploymentStrategy: {
      type: 'Recreate RollingUpdate',
    },
    StatefulSetSpec: {
      podManagementPolicy: 'OrderedReady Parallel',
    },
    StatefulSetUpdateStrategy: {
      type: 'OnDelete RollingUpdate',
    },
  },
  policy: {
    PodDisruptionBudgetSpec: {
      unhealthyPodEvictionPolicy: 'AlwaysAllow IfHealthyBudget',
    },
  },
  storage: {
    StorageClass: {
      reclaimPolicy: 'Delete Recycle Retain',
      volumeBindingMode: 'Immediate WaitForFirstConsumer',
    },
  },
  discovery: {
    EndpointPort: {
      protocol: 'SCTP TCP UDP',
    },
    EndpointSlice: {
      addressType: 'FQDN IPv4 IPv6',
    },
  },
  scheduling: { PriorityClass: { preemptionPolicy: 'Never PreemptLowerPriority' } },
};

/** The values that a field, or an item of it, may have; undefined where there is no list of them. */
export const valuesOf = (of: Package, struct: string, field: string): readonly string[] | undefined => {
  const fields = enumerations[of]?.[struct];
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field]?.split(' ') : undefined;
};

/** Every field that has such a list, as `package struct field`. */
export const enumeratedFields: readonly string[] = Object.entries(enumerations).flatMap(([of, structs]) =>
  Object.entries(structs).flatMap(([struct, fields]) => Object.keys(fields).map((field) => `${of} ${struct} ${field}`)),
);
