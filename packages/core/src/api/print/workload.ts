import { controllerOf, formatSelector, objectAt, textsAt } from '../../cluster/index.ts';
import { ageColumn, column, nameColumn, numberColumn, orNone, wideColumn, type Columns } from './column.ts';
import { containerImages, containerNames, formatLabels } from './text.ts';

export const statefulSetColumns: Columns<'StatefulSet'> = [
  nameColumn,
  column('Ready', ({ status, spec }) => `${status.readyReplicas}/${spec.replicas}`),
  ageColumn,
  wideColumn('Containers', ({ spec }) => containerNames(objectAt(spec.template, 'spec'))),
  wideColumn('Images', ({ spec }) => containerImages(objectAt(spec.template, 'spec'))),
];

export const daemonSetColumns: Columns<'DaemonSet'> = [
  nameColumn,
  numberColumn('Desired', ({ status }) => status.desiredNumberScheduled),
  numberColumn('Current', ({ status }) => status.currentNumberScheduled),
  numberColumn('Ready', ({ status }) => status.numberReady),
  numberColumn('Up-to-date', ({ status }) => status.updatedNumberScheduled),
  numberColumn('Available', ({ status }) => status.numberAvailable),
  column('Node Selector', ({ spec }) => formatLabels(textsAt(spec.template, 'spec', 'nodeSelector'))),
  ageColumn,
  wideColumn('Containers', ({ spec }) => containerNames(objectAt(spec.template, 'spec'))),
  wideColumn('Images', ({ spec }) => containerImages(objectAt(spec.template, 'spec'))),
  wideColumn('Selector', ({ spec }) => orNone(formatSelector(spec.selector))),
];

export const replicaSetColumns: Columns<'ReplicaSet'> = [
  nameColumn,
  numberColumn('Desired', ({ spec }) => spec.replicas),
  numberColumn('Current', ({ status }) => status.replicas),
  numberColumn('Ready', ({ status }) => status.readyReplicas),
  ageColumn,
  wideColumn('Containers', ({ spec }) => containerNames(objectAt(spec.template, 'spec'))),
  wideColumn('Images', ({ spec }) => containerImages(objectAt(spec.template, 'spec'))),
  wideColumn('Selector', ({ spec }) => formatSelector(spec.selector)),
];

export const deploymentColumns: Columns<'Deployment'> = [
  nameColumn,
  column('Ready', ({ status, spec }) => `${status.readyReplicas}/${spec.replicas}`),
  numberColumn('Up-to-date', ({ status }) => status.updatedReplicas),
  numberColumn('Available', ({ status }) => status.availableReplicas),
  ageColumn,
  wideColumn('Containers', ({ spec }) => containerNames(objectAt(spec.template, 'spec'))),
  wideColumn('Images', ({ spec }) => containerImages(objectAt(spec.template, 'spec'))),
  wideColumn('Selector', ({ spec }) => formatSelector(spec.selector)),
];

export const controllerRevisionColumns: Columns<'ControllerRevision'> = [
  nameColumn,
  column('Controller', ({ meta }) => {
    const owner = controllerOf(meta);
    if (owner === undefined) return '<none>';
    const [group = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
    const kind = group === '' ? owner.kind : `${owner.kind}.${group}`;
    return `${kind.toLowerCase()}/${owner.name}`;
  }),
  numberColumn('Revision', ({ revision }) => revision),
  ageColumn,
];
