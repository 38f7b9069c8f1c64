/** Something people should know of an object; Kubernetes keeps it as an Event about it. */
export interface ObjectEvent {
  readonly type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  readonly reason: string;
  readonly message: string;
}
