/** A kubeconfig cannot be used as it is. The message names the file, the field and what to do, and no secret. */
export class KubeconfigError extends Error {
  readonly code = 'HANSA_KUBECONFIG';
  readonly file: string;
  /** As in `users[0].user.exec.apiVersion`; empty when it is about the file as a whole. */
  readonly field: string;

  constructor(file: string, field: string, explanation: string, options?: ErrorOptions) {
    super([file, field, explanation].filter((part) => part !== '').join(': '), options);
    this.name = 'KubeconfigError';
    this.file = file;
    this.field = field;
  }
}
