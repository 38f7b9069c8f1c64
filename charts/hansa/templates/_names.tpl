{{/* Names are those of KubeFed's chart, so that whoever refers to them still finds them; the Deployment has its own, so that neither is taken for the other. */}}
{{- define "hansa.labels" -}}
app.kubernetes.io/name: hansa
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "hansa.selector" -}}
kubefed-control-plane: controller-manager
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hansa.image" -}}
{{- $controller := .Values.controllermanager.controller }}
{{- with $controller.repository }}{{ . }}/{{- end }}{{ $controller.image }}:{{ $controller.tag | default .Chart.AppVersion }}
{{- end }}
