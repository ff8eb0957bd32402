export interface ClientPort {
  readonly host: string;
  readonly port: number;
  /** Connections that the kernel keeps until they are accepted. */
  readonly backlog: number;
}
