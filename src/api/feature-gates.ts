/** Every feature gate there is, and whether it is on when nobody says otherwise; in the order they are listed. */
export const featureGateDefaults = {
  PropagatedVersions: false,
  PushReconciler: true,
  RawResourceStatusCollection: false,
  SchedulerPreferences: true,
} as const;

export type FeatureGate = keyof typeof featureGateDefaults;

export const featureGateNames = Object.keys(featureGateDefaults) as [FeatureGate, ...FeatureGate[]];
