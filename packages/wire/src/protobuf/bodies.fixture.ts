/** A request body in both forms. */
export interface Body {
  /** As JSON, in the form that Go writes. A text, since a key may be `__proto__`. */
  readonly json: string;
  /** The same object as client-go 0.35 encodes it, in base64. */
  readonly base64: string;
}

export const bodies: readonly Body[] = [
  {
    json: '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"team":"blue","":"","__proto__":"x"}},"spec":{},"status":{}}',
    base64:
      'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEkAKOAoEc2hvcBIAGgAiACoAMgA4AEIAWgQKABIAWg4KCV9fcHJvdG9fXxIBeFoMCgR0ZWFtEgRibHVlEgAaAgoAGgAiAA==',
  },
  {
    json: '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.27","ports":[{"containerPort":80}],"resources":{"limits":{"memory":"128Mi"},"requests":{"cpu":"250m"}},"readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5},"livenessProbe":{"tcpSocket":{"port":80}}}],"securityContext":{"runAsNonRoot":false,"supplementalGroups":[1000,-1]}}},"strategy":{"rollingUpdate":{"maxUnavailable":"25%","maxSurge":1}},"minReadySeconds":7},"status":{}}',
    base64:
      'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EssCCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEpkCCAASDAoKCgNhcHASA3dlYhrpAQocCgASABoAIgAqADIAOABCAFoKCgNhcHASA3dlYhLIARKXAQoFbmdpbngSCm5naW54OjEuMjcqADIKCgAQABhQIgAqAEIiChEKBm1lbW9yeRIHCgUxMjhNaRINCgNjcHUSBgoEMjUwbVIYCgwaCgoGCAAQUBoAEgAQABgAIAAoADAAWiYKGhIYCgYvcmVhZHkSCggBEAAaBGh0dHAaACIAEAAYACAFKAAwAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAchAYACDoByD///////////8BggEAigEAmgEAwgEAIhcKABITCgkIARAAGgMyNSUSBggAEAEaACgHOAAaDAgAEAAYACAAKAA4ABoAIgA=',
  },
  {
    json: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"one","namespace":"default","deletionTimestamp":"2024-02-29T12:34:56Z","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"u-1","controller":true,"blockOwnerDeletion":false}],"finalizers":["example.com/hold"]},"spec":{"volumes":[{"name":"conf","configMap":{"name":"settings","items":[{"key":"a","path":"b"}],"defaultMode":420}},{"name":"old","iscsi":{"targetPortal":"10.0.0.9:3260","iqn":"iqn.2001-04.com.example","lun":0}},{"name":"tmp","emptyDir":{"sizeLimit":"1Gi"}}],"containers":[{"name":"main","image":"busybox","command":["sh","-c",""],"env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"0"}}}],"resources":{},"lifecycle":{"preStop":{"sleep":{"seconds":3}}}}],"ephemeralContainers":[{"name":"debug","image":"busybox","resources":{},"targetContainerName":"main"}],"terminationGracePeriodSeconds":0,"nodeSelector":{"disk":"ssd"},"tolerations":[{"operator":"Exists","tolerationSeconds":300}],"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":10,"preference":{"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}}]}}},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"1969-12-31T23:59:59Z"}],"podIP":"10.1.0.1","podIPs":[{"ip":"10.1.0.1"}],"startTime":"2025-01-01T00:00:00Z","containerStatuses":[{"name":"main","state":{"running":{"startedAt":"2025-01-01T00:00:01Z"}},"lastState":{},"ready":true,"restartCount":0,"image":"busybox","imageID":"","started":true}],"qosClass":"BestEffort"}}',
    base64:
      'azhzAAoJCgJ2MRIDUG9kEtYECl0KA29uZRIAGgdkZWZhdWx0IgAqADIAOABCAEoICPDzga8GEABqJQoKUmVwbGljYVNldBoFd2ViLTEiA3UtMSoHYXBwcy92MTABOAByEGV4YW1wbGUuY29tL2hvbGQS3gIKIgoEY29uZhIamgEXCgoKCHNldHRpbmdzEgYKAWESAWIYpAMKPQoDb2xkEjZCNAoNMTAuMC4wLjk6MzI2MBIXaXFuLjIwMDEtMDQuY29tLmV4YW1wbGUYACIAKgAwAEAAWAAKEgoDdG1wEgsSCQoAEgUKAzFHaRJTCgRtYWluEgdidXN5Ym94GgJzaBoCLWMaACoAOhwKAUESABoVEhMKABIKbGltaXRzLmNwdRoDCgEwQgBiBhIEIgIIA2oAcgCAAQCIAQCQAQCiAQAaACAAMgA6CwoEZGlzaxIDc3NkQgBKAFIAWABgAGgAggEAigEAkgEhCh8SHQgKEhkSFwoNbWV0YWRhdGEubmFtZRICSW4aAm4xmgEAsgERCgASBkV4aXN0cxoAIgAorALCAQCSAiwKJAoFZGVidWcSB2J1c3lib3gqAEIAagByAIABAIgBAJABAKIBABIEbWFpbhqTAQoHUnVubmluZxIkCgVSZWFkeRIEVHJ1ZRoAIg0I////////////ARAAKgAyADgAGgAiACoAMggxMC4xLjAuMToICICL0rsGEABCKQoEbWFpbhIMEgoKCAiBi9K7BhAAGgAgASgAMgdidXN5Ym94OgBCAEgBSgpCZXN0RWZmb3J0WgBiCgoIMTAuMS4wLjFyAIgBABoAIgA=',
  },
  {
    json: '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"sh.helm.release.v1.web.v1","labels":{"owner":"helm"}},"immutable":false,"data":{"release":"SDRzSUFBQUFBQUFBLzM9Pw==","empty":""},"type":"helm.sh/release.v1"}',
    base64:
      'azhzAAoMCgJ2MRIGU2VjcmV0EngKOAoZc2guaGVsbS5yZWxlYXNlLnYxLndlYi52MRIAGgAiACoAMgA4AEIAWg0KBW93bmVyEgRoZWxtEgkKBWVtcHR5EgASGwoHcmVsZWFzZRIQSDRzSUFBQUFBQUFBLzM9PxoSaGVsbS5zaC9yZWxlYXNlLnYxKAAaACIA',
  },
  {
    json: '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":"http"},{"port":81,"targetPort":8081}],"selector":{"app":"web"},"clusterIP":"None","allocateLoadBalancerNodePorts":false},"status":{"loadBalancer":{}}}',
    base64:
      'azhzAAoNCgJ2MRIHU2VydmljZRJuChMKA3dlYhIAGgAiACoAMgA4AEIAElMKGwoEaHR0cBIDVENQGFAiCggBEAAaBGh0dHAoAAoRCgASABhRIgcIABCRPxoAKAASCgoDYXBwEgN3ZWIaBE5vbmUiADoAQgBSAFoAYABoAKABABoCCgAaACIA',
  },
  {
    json: '{"apiVersion":"v1","kind":"Event","metadata":{"name":"web.1","namespace":"default"},"involvedObject":{"kind":"Pod","name":"one","uid":"u-2"},"reason":"Started","message":"Grüße ✓ 🚀","source":{},"firstTimestamp":"2025-06-01T10:00:00Z","lastTimestamp":"2025-06-01T10:00:01Z","count":3,"type":"Normal","eventTime":"2025-06-01T10:00:00.000012Z","reportingComponent":"","reportingInstance":""}',
    base64:
      'azhzAAoLCgJ2MRIFRXZlbnQShwEKHAoFd2ViLjESABoHZGVmYXVsdCIAKgAyADgAQgASFwoDUG9kEgAaA29uZSIDdS0yKgAyADoAGgdTdGFydGVkIhBHcsO8w59lIOKckyDwn5qAKgQKABIAMggIoMnwwQYQADoICKHJ8MEGEABAA0oGTm9ybWFsUgkIoMnwwQYQ4F1iAHIAegAaACIA',
  },
  {
    json: '{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"web-x"},"addressType":"IPv4","endpoints":[{"addresses":["10.1.0.1"],"conditions":{"ready":true,"terminating":false},"targetRef":{"kind":"Pod","name":"one"}}],"ports":[{"name":"http","port":80,"protocol":"TCP"}]}',
    base64:
      'azhzAAokChNkaXNjb3ZlcnkuazhzLmlvL3YxEg1FbmRwb2ludFNsaWNlElQKFQoFd2ViLXgSABoAIgAqADIAOABCABImCggxMC4xLjAuMRIECAEYACIUCgNQb2QSABoDb25lIgAqADIAOgAaDQoEaHR0cBIDVENQGFAiBElQdjQaACIA',
  },
  {
    json: '{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"web"},"subsets":[{"addresses":[{"ip":"10.1.0.1","nodeName":"n1"}],"ports":[{"name":"http","port":80,"protocol":"TCP"}]}]}',
    base64:
      'azhzAAoPCgJ2MRIJRW5kcG9pbnRzEjgKEwoDd2ViEgAaACIAKgAyADgAQgASIQoQCggxMC4xLjAuMRoAIgJuMRoNCgRodHRwEFAaA1RDUBoAIgA=',
  },
  {
    json: '{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"web-5d"},"data":{"spec":{"template":{"$patch":"replace","n":[1,2.5,null]}}},"revision":9007199254740991}',
    base64:
      'azhzAAodCgdhcHBzL3YxEhJDb250cm9sbGVyUmV2aXNpb24SYAoWCgZ3ZWItNWQSABoAIgAqADIAOABCABI9Cjt7InNwZWMiOnsidGVtcGxhdGUiOnsiJHBhdGNoIjoicmVwbGFjZSIsIm4iOlsxLDIuNSxudWxsXX19fRj/////////DxoAIgA=',
  },
  {
    json: '{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"web"},"spec":{"minAvailable":"50%","selector":{"matchExpressions":[{"key":"app","operator":"In","values":["web","api"]}]}},"status":{"disruptedPods":{"one":"2025-01-01T00:00:00Z"},"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}}',
    base64:
      'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSVgoTCgN3ZWISABoAIgAqADIAOABCABIiCgkIARAAGgM1MCUSFRITCgNhcHASAkluGgN3ZWIaA2FwaRobCAASDwoDb25lEggIgIvSuwYQABgAIAAoADAAGgAiAA==',
  },
  {
    json: '{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"one","namespace":"default"},"deleteOptions":{"gracePeriodSeconds":0,"dryRun":["All"]}}',
    base64: 'azhzAAoVCglwb2xpY3kvdjESCEV2aWN0aW9uEiUKGgoDb25lEgAaB2RlZmF1bHQiACoAMgA4AEIAEgcIACoDQWxsGgAiAA==',
  },
  {
    json: '{"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":-1,"preconditions":{"uid":"u-1","resourceVersion":"12"},"propagationPolicy":"Foreground"}',
    base64: 'azhzAAoYCgdhcHBzL3YxEg1EZWxldGVPcHRpb25zEiII////////////ARIJCgN1LTESAjEyIgpGb3JlZ3JvdW5kGgAiAA==',
  },
  {
    json: '{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web","resourceVersion":"44"},"spec":{"replicas":3},"status":{"replicas":0}}',
    base64: 'azhzAAoXCg5hdXRvc2NhbGluZy92MRIFU2NhbGUSIQoVCgN3ZWISABoAIgAqADICNDQ4AEIAEgIIAxoECAASABoAIgA=',
  },
  {
    json: '{"apiVersion":"v1","kind":"Binding","metadata":{"name":"one"},"target":{"kind":"Node","name":"n1"}}',
    base64: 'azhzAAoNCgJ2MRIHQmluZGluZxIrChMKA29uZRIAGgAiACoAMgA4AEIAEhQKBE5vZGUSABoCbjEiACoAMgA6ABoAIgA=',
  },
  {
    json: '{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"n1","namespace":"kube-node-lease"},"spec":{"holderIdentity":"n1","leaseDurationSeconds":40,"renewTime":"2025-06-01T10:00:00.999999Z"}}',
    base64:
      'azhzAAofChZjb29yZGluYXRpb24uazhzLmlvL3YxEgVMZWFzZRI5CiEKAm4xEgAaD2t1YmUtbm9kZS1sZWFzZSIAKgAyADgAQgASFAoCbjEQKCIMCKDJ8MEGEJiM69wDGgAiAA==',
  },
  {
    json: '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","metadata":{},"spec":{"resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}},"status":{"allowed":false}}',
    base64:
      'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSPAoQCgASABoAIgAqADIAOABCABIeChwKB2RlZmF1bHQSA2dldBoAIgAqBHBvZHMyADoAGggIABIAGgAgABoAIgA=',
  },
  {
    json: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","metadata":{},"status":{"userInfo":{"username":"me","extra":{"scopes":["a","b"]}}}}',
    base64:
      'azhzAAotChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESEVNlbGZTdWJqZWN0UmV2aWV3Ei4KEAoAEgAaACIAKgAyADgAQgASGgoYCgJtZRIAIhAKBnNjb3BlcxIGCgFhCgFiGgAiAA==',
  },
  {
    json: '{"apiVersion":"rbac.authorization.k8s.io/v1beta1","kind":"ClusterRoleBinding","metadata":{"name":"all"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"me"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}',
    base64:
      'azhzAAo3CiFyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxYmV0YTESEkNsdXN0ZXJSb2xlQmluZGluZxJuChMKA2FsbBIAGgAiACoAMgA4AEIAEicKBFVzZXISGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8aAm1lIgAaLgoZcmJhYy5hdXRob3JpemF0aW9uLms4cy5pbxILQ2x1c3RlclJvbGUaBHZpZXcaACIA',
  },
];

export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
